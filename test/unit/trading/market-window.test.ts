import { describe, expect, it } from 'vitest';
import type { RiskLimits } from '#domain/risk/rule.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { SignalAction } from '#domain/strategies/strategy.ts';
import { marketWindow, readMarket } from '#domain/trading/market-window.ts';
import type { RaisedSignal } from '#domain/trading/raise-signals.ts';
import { aPosition, barsOf, d, NO_LIMITS, T0 } from '../../support/builders.ts';
import { aPlan, SIZING, VENUE } from '../../support/paper-desk.ts';

const on = (symbol: string, action: SignalAction = 'BUY'): RaisedSignal => ({
  strategy: 'mine',
  symbol,
  signal: { action, ranking: 50, reason: '' },
  price: d(100),
  priceTime: T0,
  time: T0,
  sequence: '0',
});
const positions = new Map(
  [
    aPosition({ symbol: 'HELD/USD', quantity: d(1) }),
    aPosition({ symbol: 'WANTED/USD', entryReserved: d(1) }),
    aPosition({ symbol: 'GONE/USD' }),
  ].map((position) => [position.symbol, position] as const),
);

describe('marketWindow', () => {
  it.each<[given: string, signals: readonly RaisedSignal[], limits: Partial<RiskLimits>, symbols: readonly string[]]>([
    ['no limit that asks', [on('NEW/USD')], {}, []],
    ['an estimate of the cost', [on('NEW/USD')], { slippage_guard_bps: d(30) }, ['NEW/USD']],
    ['volatility', [on('NEW/USD'), on('ANY/USD')], { max_volatility: d(1) }, ['ANY/USD', 'NEW/USD']],
    ['correlation', [on('NEW/USD')], { max_correlation: d('0.7') }, ['HELD/USD', 'NEW/USD', 'WANTED/USD']],
    ['correlation and an exit', [on('HELD/USD', 'CLOSE')], { max_correlation: d('0.7') }, []],
    ['a symbol that is wanted twice', [on('NEW/USD'), on('NEW/USD', 'SELL')], { max_volatility: d(1) }, ['NEW/USD']],
    ['no signal', [], { max_volatility: d(1) }, []],
  ])('Given %s, Then just those bars are read', (_, signals, limits, symbols) => {
    const plan = aPlan({ limits: { ...NO_LIMITS, ...limits, correlation_window: 20 } });
    const window = marketWindow(signals, positions, plan);
    expect(window.symbols).toEqual(symbols);
    if (symbols.length > 0) expect(window.from).toBe(T0 - 20 * MINUTE);
  });

  it('Given a volatility target of the sizing, Then the bars are read for it alone', () => {
    const plan = aPlan({ sizing: { ...SIZING, volatilityTarget: d('0.2') } });
    expect(marketWindow([on('NEW/USD')], positions, plan).symbols).toEqual(['NEW/USD']);
  });
});

describe('readMarket', () => {
  const closes = Array.from({ length: 20 }, (_, index) => 100 + (index % 3) + index / 10);
  const windows = new Map(
    ['HELD/USD', 'NEW/USD', 'NEXT/USD'].map((symbol) => [symbol, barsOf(closes, symbol)] as const),
  );
  const plan = aPlan({ venue: { ...VENUE, slippageRate: d('0.0007') } });
  const held = new Map([...positions].filter(([symbol]) => symbol === 'HELD/USD'));

  it('Given bars, Then cost, volatility and correlation are told; without them nothing is', () => {
    const marketOf = readMarket(windows, held, plan);
    const market = marketOf('NEW/USD', d(1), new Set());
    expect(market.impactBps).toBeCloseTo(7, 9);
    expect(market.volatility).toBeGreaterThan(0);
    expect(market.correlation?.symbol).toBe('HELD/USD');
    expect(market.correlation?.value).toBeCloseTo(1, 9);
    expect(marketOf('NEW/USD', null, new Set()).impactBps).toBeNull();
    expect(marketOf('OTHER/USD', d(1), new Set())).toMatchObject({
      impactBps: null,
      volatility: null,
      correlation: null,
    });
  });

  it('Given an entry beside it at the same close, Then that counts as held, and the symbol itself does not', () => {
    const marketOf = readMarket(windows, new Map(), plan);
    expect(marketOf('NEW/USD', d(1), new Set()).correlation).toBeNull();
    expect(marketOf('NEW/USD', d(1), new Set(['NEW/USD'])).correlation).toBeNull();
    expect(marketOf('NEW/USD', d(1), new Set(['NEXT/USD'])).correlation?.symbol).toBe('NEXT/USD');
  });
});
