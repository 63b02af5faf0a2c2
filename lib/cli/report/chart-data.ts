import type { ReportData } from '#domain/reporting/report-data.ts';
import type { RoundTrip } from '#domain/reporting/round-trips.ts';
import type { Instant } from '#domain/shared/instant.ts';
import type { Distribution } from './distribution.ts';
import { currencyOf } from './figure-catalogue.ts';
import { toFigure } from './figure-text.ts';

/** What the page's script draws, read by it from a JSON element. Times are seconds since 1970; `NaN` and ∞ become `null`. */
export interface ChartData {
  readonly currency: string;
  /** Equity before the first bar. */
  readonly initial: number | null;
  readonly equity: { readonly time: number[]; readonly equity: number[]; readonly drawdown: number[] };
  readonly prices: readonly PriceColumns[];
  readonly returns: HistogramColumns;
  readonly pnls: HistogramColumns;
}

interface PriceColumns {
  readonly symbol: string;
  readonly time: number[];
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly trips: readonly TripMark[];
}

/** A round trip as an array, which is half as long as an object. */
type TripMark = readonly [
  number: number,
  side: 'long' | 'short',
  quantity: number,
  entryTime: number,
  entryPrice: number,
  exitTime: number | null,
  exitPrice: number | null,
  pnl: number | null,
  reason: string | null,
];

interface HistogramColumns {
  readonly middle: number[];
  readonly count: number[];
  /** Each bin's range in words. */
  readonly range: readonly string[];
}

/** Marked round trips of all symbols together; of more, evenly spread ones. */
export const MOST_MARKED_TRIPS = 5_000;

export interface ReportDistributions {
  readonly returns: Distribution;
  readonly pnls: Distribution;
}

/** Enough for a picture, and no float's tail of digits. */
const DIGITS = 9;

export function chartDataOf(data: ReportData, distributions: ReportDistributions): ChartData {
  const final = toFigure(data.summary['final_equity']);
  const pnl = toFigure(data.summary['total_pnl']);
  const marked = spread(data.trips.map((trip, index) => ({ trip, number: index + 1 })));
  return {
    currency: currencyOf(data.summary) ?? '',
    initial: final === null || pnl === null ? null : final.minus(pnl).toNumber(),
    equity: {
      time: data.equity.map(({ time }) => seconds(time)),
      equity: data.equity.map(({ equity }) => short(equity)),
      drawdown: data.equity.map(({ drawdown }) => short(drawdown)),
    },
    prices: data.prices.map(({ symbol, candles }) => ({
      symbol,
      time: candles.map(({ time }) => seconds(time)),
      open: candles.map(({ open }) => short(open)),
      high: candles.map(({ high }) => short(high)),
      low: candles.map(({ low }) => short(low)),
      close: candles.map(({ close }) => short(close)),
      trips: marked.filter(({ trip }) => trip.symbol === symbol).map(({ trip, number }) => markOf(trip, number)),
    })),
    returns: columnsOf(distributions.returns),
    pnls: columnsOf(distributions.pnls),
  };
}

function spread<Item>(items: readonly Item[]): readonly Item[] {
  const step = Math.ceil(items.length / MOST_MARKED_TRIPS);
  return step <= 1 ? items : items.filter((_, index) => index % step === 0);
}

function markOf(trip: RoundTrip, number: number): TripMark {
  return [
    number,
    trip.side,
    short(trip.quantity.toNumber()),
    seconds(trip.entryTime),
    short(trip.entryPrice.toNumber()),
    trip.exitTime === null ? null : seconds(trip.exitTime),
    trip.exitPrice === null ? null : short(trip.exitPrice.toNumber()),
    trip.pnl === null ? null : short(trip.pnl.toNumber()),
    trip.exitReason,
  ];
}

function columnsOf({ histogram: { bins }, ranges }: Distribution): HistogramColumns {
  return {
    middle: bins.map(({ lower, upper }) => lower.plus(upper).div(2).toNumber()),
    count: bins.map(({ count }) => count),
    range: ranges,
  };
}

function seconds(time: Instant): number {
  return time / 1_000;
}

function short(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
