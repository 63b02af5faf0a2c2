import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '#domain/shared/instant.ts';
import { d } from '../support/builders.ts';
import { anEmptyReport, aReport, aSummary, aTrip } from '../support/report-builders.ts';
import { launchChromium } from './launch-chromium.ts';
import { type DrawnChart, KEEP_PRINTED_CHARTS, readCharts, scrollWidth, settle, withReport } from './report-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

const ALL_CHARTS = ['equity', 'drawdown', 'price', 'price', 'returns', 'pnls'];
const PHONE = { viewport: { width: 390, height: 844 } };
const DESK = { viewport: { width: 1_280, height: 900 } };
const RANGES_IN_VIEW = `uPlot.sync('time').plots.map(({ scales }) => [scales.x.min, scales.x.max])`;

describe('report.html in Chromium', () => {
  it.each([
    ['a phone', { ...PHONE, colorScheme: 'light' }],
    ['a phone in the dark', { ...PHONE, colorScheme: 'dark' }],
    ['a desk', { ...DESK, colorScheme: 'light' }],
  ] as const)(
    'Given %s, When the page is opened, Then every chart is drawn, nothing scrolls sideways, nothing is asked for',
    async (_, options) => {
      await withReport(browser, aReport(), {
        ...options,
        use: async ({ page, address, requests, complaints }) => {
          const charts = await readCharts(page);

          expect(charts.map(({ chart }) => chart)).toEqual(ALL_CHARTS);
          expect(charts.filter(({ colours }) => colours < 2)).toEqual([]);
          expect(charts.filter(({ drawnColumns }) => drawnColumns < 0.6)).toEqual([]);
          expect(await scrollWidth(page)).toBeLessThanOrEqual(options.viewport.width);
          expect(requests).toEqual([address]);
          expect(complaints).toEqual([]);
        },
      });
    },
  );

  it.each([
    ['a phone', PHONE, ['Monthly returns in percent', 'Round trips', 'Risk events']],
    ['a desk', DESK, ['Round trips']],
  ] as const)(
    'Given %s, When tables are wider than there is room for, Then just those say that they scroll',
    async (_, options, wide) => {
      await withReport(browser, aReport(), {
        ...options,
        use: async ({ page }) => {
          const labels = await page
            .locator('.box[data-wide]')
            .evaluateAll((boxes) => boxes.map((box) => box.ariaLabel));

          expect(new Set(labels)).toEqual(new Set(wide));
        },
      });
    },
  );

  it('Given a desk, When the page is made as narrow as a phone, Then the charts follow', async () => {
    await withReport(browser, aReport(), {
      ...DESK,
      use: async ({ page }) => {
        await page.setViewportSize(PHONE.viewport);
        await settle(page);
        const charts = await readCharts(page);

        expect(charts.filter(({ width }) => width > 390)).toEqual([]);
        expect(charts.filter(({ drawnColumns }) => drawnColumns < 0.6)).toEqual([]);
        expect(await scrollWidth(page)).toBeLessThanOrEqual(390);
      },
    });
  });

  it('Given dark colours, When the page goes to paper and back, Then charts are drawn for paper, in light colours, and back again', async () => {
    await withReport(browser, aReport(), {
      ...DESK,
      colorScheme: 'dark',
      use: async ({ page, complaints }) => {
        const accent = `getComputedStyle(document.documentElement).getPropertyValue('--accent')`;
        const dark = await page.evaluate<string>(accent);
        await page.emulateMedia({ media: 'print' });
        await settle(page);
        const charts = await readCharts(page);

        expect(charts.filter(({ colours, drawnColumns }) => colours < 2 || drawnColumns < 0.6)).toEqual([]);
        expect(charts.filter(({ width }) => width > 680)).toEqual([]);
        expect(await page.evaluate<string>(accent)).not.toBe(dark);
        expect(await page.locator('.zoom:visible').count()).toBe(0);

        await page.emulateMedia({ media: 'screen' });
        await settle(page);
        expect(await page.evaluate<string>(accent)).toBe(dark);
        expect((await readCharts(page))[0]?.width).toBeGreaterThan(680);
        expect(complaints).toEqual([]);
      },
    });
  });

  it('Given a page, When it is printed, Then the paper shows the charts and the screen is as before', async () => {
    await withReport(browser, aReport(), {
      ...DESK,
      use: async ({ page, complaints }) => {
        const before = await readCharts(page);
        await page.evaluate(KEEP_PRINTED_CHARTS);
        const pdf = await page.pdf({ format: 'A4' });
        await settle(page);
        const printed = await page.evaluate<DrawnChart[]>('printedCharts');

        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
        expect(printed.map(({ chart }) => chart)).toEqual(ALL_CHARTS);
        expect(printed.filter(({ colours, drawnColumns }) => colours < 2 || drawnColumns < 0.6)).toEqual([]);
        expect(printed[0]?.width).toBe(680);
        expect(await readCharts(page)).toEqual(before);
        expect(complaints).toEqual([]);
      },
    });
  });

  it('Given a cursor on the equity chart, When it moves, Then all charts over time name the same time, in UTC', async () => {
    await withReport(browser, aReport(), {
      ...DESK,
      use: async ({ page }) => {
        await page.locator('[data-chart=equity] .u-over').hover({ position: { x: 0, y: 40 } });
        await settle(page);
        const times = await page.locator('[data-chart] .u-series:first-child .u-value').allTextContents();

        expect(times.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => '2023-11-06 00:00'));
      },
    });
  });

  it('Given a drag over the drawdown, When it ends, Then all charts over time show that range, and a double click shows all', async () => {
    await withReport(browser, aReport(), {
      ...DESK,
      use: async ({ page }) => {
        const over = page.locator('[data-chart=drawdown] .u-over');
        const full = await page.evaluate<number[][]>(RANGES_IN_VIEW);
        await over.scrollIntoViewIfNeeded();
        const box = await over.boundingBox();
        if (box === null) throw new Error('expected a chart in view');
        await page.mouse.move(box.x + 200, box.y + 40);
        await page.mouse.down();
        await page.mouse.move(box.x + 300, box.y + 40, { steps: 4 });
        await page.mouse.up();
        await settle(page);
        const zoomed = await page.evaluate<number[][]>(RANGES_IN_VIEW);
        await over.dblclick();
        await settle(page);

        expect(new Set(zoomed.map(String)).size).toBe(1);
        expect(span(zoomed) / span(full)).toBeCloseTo(100 / box.width, 3);
        expect(await page.evaluate<number[][]>(RANGES_IN_VIEW)).toEqual(full);
      },
    });
  });

  it('Given the zoom buttons, When they are pressed, Then the range is halved, moved within the data, and whole again', async () => {
    await withReport(browser, aReport(), {
      ...PHONE,
      use: async ({ page }) => {
        const press = async (name: string): Promise<number[][]> => {
          await page.getByRole('button', { name }).first().click();
          await settle(page);
          return page.evaluate<number[][]>(RANGES_IN_VIEW);
        };
        const full = await page.evaluate<number[][]>(RANGES_IN_VIEW);
        const half = await press('Zoom in');
        await press('Later');
        const last = await press('Later');

        expect(span(half)).toBeCloseTo(span(full) / 2, 3);
        expect(last[0]?.[1]).toBe(full[0]?.[1]);
        expect(span(last)).toBeCloseTo(span(half), 3);
        expect(await press('All')).toEqual(full);
      },
    });
  });

  it('Given a mark, When it is pointed at, Then its round trip is told', async () => {
    const trip = aTrip({ entryTime: 4 * DAY, exitTime: 6 * DAY, entryPrice: d(15), exitPrice: d(15) });
    const candles = Array.from({ length: 11 }, (_, day) => ({
      time: day * DAY,
      open: 10,
      high: 20,
      low: 10,
      close: 20,
    }));
    const data = anEmptyReport({
      summary: aSummary(),
      trips: [trip],
      prices: [{ symbol: 'BTC/USD', candles, bars: 11 }],
    });
    await withReport(browser, data, {
      ...DESK,
      use: async ({ page }) => {
        const over = page.locator('[data-chart=price] .u-over');
        const { width, height } = (await over.boundingBox()) ?? { width: 0, height: 0 };
        await over.hover({ position: { x: width * 0.4, y: height / 2 } });
        await settle(page);

        expect(await page.locator('.tip').textContent()).toBe(
          '#1 · long 0.5\nIn 1970-01-05 00:00 at 15\nOut 1970-01-07 00:00 at 15\n+8.50 USD, strategy exit',
        );
      },
    });
  });

  it.each([
    ['no bar', anEmptyReport()],
    [
      'one bar, an open short and a negative equity',
      anEmptyReport({
        equity: [{ time: 0, equity: -12, drawdown: 1.1 }],
        prices: [
          { symbol: 'BTC/USD', candles: [{ time: 0, open: 4e-5, high: 4e-5, low: 4e-5, close: 4e-5 }], bars: 1 },
        ],
        trips: [
          aTrip({
            side: 'short',
            entryTime: 0,
            exitTime: null,
            exitPrice: null,
            exitFee: null,
            pnl: null,
            exitReason: null,
          }),
        ],
      }),
    ],
    [
      'an equity that never moves',
      aReport({ equity: aReport().equity.map((p) => ({ ...p, equity: 5, drawdown: 0 })) }),
    ],
    [
      'a name that is markup',
      aReport({ symbols: ['</script><b>x'], summary: aSummary({ strategy: '"><script>throw 1</script>' }) }),
    ],
    [
      'a name without a space',
      aReport({ symbols: ['X'.repeat(300)], summary: aSummary({ ['k'.repeat(200)]: 'v'.repeat(300) }) }),
    ],
  ])('Given %s, When the page is opened on a phone, Then it is sound', async (_, data) => {
    await withReport(browser, data, {
      ...PHONE,
      use: async ({ page, requests, complaints }) => {
        expect(complaints).toEqual([]);
        expect(requests).toHaveLength(1);
        expect(await scrollWidth(page)).toBeLessThanOrEqual(390);
        expect(await page.locator('canvas').count()).toBe(await page.locator('[data-chart]').count());
      },
    });
  });
});

/** Seconds from the first chart's left end to its right one. */
function span(ranges: readonly (readonly number[])[]): number {
  const [from = Number.NaN, to = Number.NaN] = ranges[0] ?? [];
  return to - from;
}
