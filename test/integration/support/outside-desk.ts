import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Decimal, ZERO } from '#domain/shared/decimal.ts';
import type { Faults } from '../../support/venue/faults.ts';
import type { VenueCore } from '../../support/venue/venue-core.ts';
import { startVenueServer, type VenueServer } from '../../support/venue/venue-server.ts';
import { ROOT } from './local-app.ts';
import { ALPACA_WIRE, type OutsideWire } from './outside-wires.ts';

export interface OutsideOutcome {
  /** Exit code, or the signal that ended the process. */
  readonly ended: number | string;
  /** Everything that it printed. */
  readonly output: string;
}

/** A venue in memory on a clock years away, behind a wire that some broker speaks, and a folder for the local clouds that trade with it. */
export class OutsideDesk {
  readonly venue: VenueCore;
  readonly server: VenueServer;
  readonly wire: OutsideWire;
  readonly cwd = mkdtempSync(join(tmpdir(), 'tidegate-outside-'));

  private constructor(venue: VenueCore, server: VenueServer, wire: OutsideWire) {
    this.venue = venue;
    this.server = server;
    this.wire = wire;
  }

  static async open(venue: VenueCore, faults: Faults, wire: OutsideWire = ALPACA_WIRE): Promise<OutsideDesk> {
    return new OutsideDesk(venue, await startVenueServer(wire.frontEnd(venue), faults), wire);
  }

  /** What tells a local cloud of this venue. */
  get environment(): Readonly<Record<string, string>> {
    return this.wire.environment(this.server.url);
  }

  /** Runs the command as a user would, until it ends. Once more with the same flags goes on where a killed one stopped. */
  async trade(flags: readonly string[], onStart: (child: ChildProcess) => void = () => {}): Promise<OutsideOutcome> {
    const parameters = [
      'local',
      '--broker',
      this.wire.broker,
      '--out',
      'out',
      '--data-dir',
      'data',
      '--json',
      ...flags,
    ];
    const child = spawn(process.execPath, [join(ROOT, 'bin/tidegate.ts'), ...parameters], {
      cwd: this.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.environment },
    });
    onStart(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const ended = await new Promise<number | string>((settle) =>
      child.once('close', (code, signal) => settle(code ?? signal ?? 'unknown')),
    );
    return { ended, output };
  }

  /** Every text that its runs have left anywhere: what one printed, their files, logs and templates. */
  everythingWritten(output: string): string {
    const entries = readdirSync(this.cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return [output, ...entries.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'))].join(
      '\n',
    );
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.cwd, { recursive: true, force: true });
  }
}

const [QUANTITY, NOTIONAL] = [3, 5];

/** Every intent is one order at the venue, or none of at most `absent` ones, and both have the same fills, cash and position, to the last digit. */
export function expectSameBooks({ venue, cwd }: OutsideDesk, absent = 0): void {
  const summary = JSON.parse(readFileSync(join(cwd, 'out', 'summary.json'), 'utf8'));
  const ids = venue.orders.map(({ clientOrderId }) => clientOrderId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(summary.trades_executed).toBe(venue.executions.length);
  const missing = summary.orders_submitted - ids.length;
  expect([missing, missing >= 0 && missing <= absent]).toEqual([missing, true]);
  expect(summary.final_balance_usd).toBe(venue.cash('USD').toFixed());
  for (const symbol of new Set([...venue.positions.keys(), ...Object.keys(summary.final_positions)])) {
    const held = venue.positions.get(symbol) ?? ZERO;
    expect([symbol, new Decimal(summary.final_positions[symbol] ?? 0).toFixed()]).toEqual([symbol, held.toFixed()]);
  }
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

function sum(rows: readonly (readonly string[])[], column: number): Decimal {
  return rows.reduce((total, row) => total.plus(row[column] ?? 0), ZERO);
}
