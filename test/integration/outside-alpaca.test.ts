import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Decimal } from '#domain/shared/decimal.ts';
import { ALPACA_KEYS } from '../support/venue/alpaca-desk.ts';
import { AlpacaServer } from '../support/venue/alpaca-server.ts';
import { Faults } from '../support/venue/faults.ts';
import { VenueCore } from '../support/venue/venue-core.ts';
import { startVenueServer } from '../support/venue/venue-server.ts';
import { ROOT } from './support/local-app.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const SYMBOL = 'SYN/USD';

/** A venue in memory that speaks Alpaca's REST on a clock years away, and a local cloud that trades with it. */
async function tradeAt(venue: VenueCore, faults: Faults, flags: readonly string[]) {
  const server = await startVenueServer(new AlpacaServer(venue, ALPACA_KEYS), faults);
  const cwd = mkdtempSync(join(tmpdir(), 'tidegate-outside-'));
  folders.push(cwd);
  const parameters = ['local', '--broker', 'alpaca', '--out', 'out', '--data-dir', 'data', '--json', ...flags];
  const child = spawn(process.execPath, [join(ROOT, 'bin/tidegate.ts'), ...parameters], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      APCA_API_KEY_ID: ALPACA_KEYS.keyId,
      APCA_API_SECRET_KEY: ALPACA_KEYS.secretKey,
      APCA_API_BASE_URL: server.url,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((settle) => child.once('close', settle));
  await server.close();
  return { code, output, cwd, requests: server.requests };
}

/** Every text that the run has left anywhere: what it printed, its files, its logs, its template. */
function everythingWritten(cwd: string, output: string): string {
  const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return [output, ...files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))].join('\n');
}

function expectSameBooks(venue: VenueCore, cwd: string): void {
  const summary = JSON.parse(readFileSync(join(cwd, 'out', 'summary.json'), 'utf8'));
  const ids = venue.orders.map(({ clientOrderId }) => clientOrderId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(summary).toMatchObject({ orders_submitted: ids.length, trades_executed: venue.executions.length });
  expect(summary.final_balance_usd).toBe(venue.cash('USD').toFixed());
  expect(new Decimal(summary.final_positions[SYMBOL] ?? 0).toFixed()).toBe(venue.cash('SYN').toFixed());
  const rows = readFileSync(join(cwd, 'out', 'fills.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
  for (const { clientOrderId = '', filled, value } of venue.orders) {
    const mine = rows.filter((row) => row.includes(clientOrderId ?? '')).map((row) => row.split(','));
    expect([clientOrderId, mine.length > 0]).toEqual([clientOrderId, !filled.isZero()]);
    expect(sum(mine, QUANTITY).toFixed()).toBe(filled.toFixed());
    expect(sum(mine, NOTIONAL).toFixed()).toBe(value.toFixed());
  }
}

const [QUANTITY, NOTIONAL] = [3, 5];

function sum(rows: readonly (readonly string[])[], column: number): Decimal {
  return rows.reduce((total, row) => total.plus(row[column] ?? 0), new Decimal(0));
}

describe('tidegate local --broker alpaca', () => {
  it('Given a venue that answers, Then both have the same orders, fills and cash, with one request for each order, and no key is written anywhere', async () => {
    const venue = new VenueCore({ cash: { USD: '54321.125' } });
    venue.setPrice(SYMBOL, '99.375', { after: 1, parts: 3 });
    const { code, output, cwd, requests } = await tradeAt(venue, new Faults(), ['--duration-minutes', '150']);
    expect(output.split('\n').filter((line) => line.startsWith('warning'))).toEqual([]);
    expect(code).toBe(0);
    expect(venue.orders.length).toBeGreaterThan(1);
    expectSameBooks(venue, cwd);
    expect(requests.filter((request) => request.startsWith('POST'))).toHaveLength(venue.orders.length);
    const written = everythingWritten(cwd, output);
    expect(written).not.toContain(ALPACA_KEYS.secretKey);
    expect(written).not.toContain(ALPACA_KEYS.keyId);
  });

  it('Given connections that break before and after the venue acts, pages of HTML, half answers and 429, Then every intent is one order or none, to the last digit', async () => {
    const venue = new VenueCore({ cash: { USD: '100000' } });
    venue.setPrice(SYMBOL, '101.5', { after: 2, parts: 2 });
    const faults = new Faults();
    faults.script(
      'place',
      'drop_after',
      'gateway_after',
      'drop_before',
      'too_many',
      'truncated',
      'gateway_before',
      'html',
    );
    faults.draw(7, { drop_after: 0.03, gateway_before: 0.03, truncated: 0.03, too_many: 0.03 });
    const { code, output, cwd } = await tradeAt(venue, faults, ['--duration-minutes', '200']);
    expect([code, output.includes('error:')]).toEqual([0, false]);
    expect(venue.orders.length).toBeGreaterThan(1);
    expectSameBooks(venue, cwd);
    expect(everythingWritten(cwd, output)).not.toContain(ALPACA_KEYS.secretKey);
  });
});
