import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '#domain/shared/bar.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import { LiveIntake } from '#domain/simulation/live-intake.ts';

const T0 = Date.UTC(2026, 0, 5, 15, 0);
const GRACE = 20_000;

const barAt = (openTime: number, symbol = 'A/USD'): Bar => ({
  symbol,
  openTime,
  closeTime: openTime + MINUTE,
  open: 1,
  high: 1,
  low: 1,
  close: 1,
  volume: 1,
});
const intakeOf = (...symbols: string[]) => new LiveIntake({ symbols, timeframe: MINUTE, after: T0, grace: GRACE });
const drain = (intake: LiveIntake, now: number) => {
  const turns: string[] = [];
  const notes: string[] = [];
  for (let turn = intake.next(now); turn !== null; turn = intake.next(now)) {
    turns.push(turn.bars.map(({ symbol, openTime }) => `${symbol} ${(openTime - T0) / MINUTE}`).join(', '));
    notes.push(...turn.notes.map(({ kind, symbol }) => `${kind} ${symbol}`));
  }
  return { turns, notes };
};

describe('LiveIntake', () => {
  it('Given bars that closed by the start, Then they are never handed out', () => {
    const intake = intakeOf('A/USD');
    expect(intake.take([barAt(T0 - 2 * MINUTE), barAt(T0 - MINUTE), barAt(T0)])).toEqual([]);
    expect(drain(intake, T0 + MINUTE).turns).toEqual(['A/USD 0']);
  });

  it('Given one of two symbols, Then it waits for the other, and no longer than the time of grace', () => {
    const intake = intakeOf('B/USD', 'A/USD');
    intake.take([barAt(T0)]);
    expect(drain(intake, T0 + MINUTE + GRACE - 1).turns).toEqual([]);
    intake.take([barAt(T0, 'B/USD')]);
    expect(drain(intake, T0 + MINUTE).turns).toEqual(['A/USD 0, B/USD 0']);
    intake.take([barAt(T0 + MINUTE, 'B/USD')]);
    expect(drain(intake, T0 + 2 * MINUTE + GRACE).turns).toEqual(['B/USD 1']);
    expect(intake.take([barAt(T0 + MINUTE)])).toEqual([{ kind: 'late', symbol: 'A/USD', time: T0 + MINUTE }]);
    expect(intake.take([barAt(T0 + MINUTE)])).toEqual([]);
  });

  it('Given a night of a share, Then nothing is missing; a minute of its session is, and any of a pair', () => {
    const close = Date.UTC(2026, 0, 5, 20, 59);
    const open = Date.UTC(2026, 0, 6, 14, 30);
    for (const [symbol, next, expected] of [
      ['SPY', open, []],
      ['SPY', open + MINUTE, ['missing SPY']],
      ['A/USD', close + 2 * MINUTE, ['missing A/USD']],
    ] as const) {
      const intake = intakeOf(symbol);
      intake.take([barAt(close, symbol), barAt(next, symbol)]);
      expect(drain(intake, next + MINUTE).notes).toEqual(expected);
    }
  });

  it('Given bars in any order and any number of times, Then they are handed out once each, ascending', () => {
    const arrivals = fc.array(fc.tuple(fc.constantFrom('A/USD', 'B/USD'), fc.nat(30)), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, fc.nat(3), (bars, every) => {
        const intake = intakeOf('A/USD', 'B/USD');
        const turns: string[] = [];
        let late = 0;
        for (const [index, [symbol, minute]] of bars.entries()) {
          late += intake.take([barAt(T0 + minute * MINUTE, symbol)]).length;
          if (index % (every + 1) === 0) turns.push(...drain(intake, T0).turns);
        }
        turns.push(...drain(intake, T0 + 60 * MINUTE).turns);
        const times = turns.map((turn) => Number(turn.split(' ')[1]?.replace(',', '')));
        const handedOut = turns.flatMap((turn) => turn.split(', '));
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        expect(new Set(handedOut).size).toBe(handedOut.length);
        expect(handedOut.length + late).toBe(new Set(bars.map(String)).size);
      }),
    );
  });
});
