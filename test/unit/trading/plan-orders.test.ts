import { describe, expect, it } from 'vitest';
import type { Position } from '#domain/accounts/position.ts';
import { UNKNOWN_MARKET } from '#domain/orders/market-facts.ts';
import type { MarginRules } from '#domain/simulation/venue-rules.ts';
import type { Signal } from '#domain/strategies/strategy.ts';
import { DEFAULT_EXECUTION } from '#domain/trading/execution-rules.ts';
import { NO_EXITS } from '#domain/trading/exit-rules.ts';
import type { OrderCommand } from '#domain/trading/order-command.ts';
import { type PlanningContext, planOrders } from '#domain/trading/plan-orders.ts';
import type { RaisedSignal } from '#domain/trading/raise-signals.ts';
import type { TradingPlan } from '#domain/trading/trading-plan.ts';
import { anAccount, aPosition, d, SESSION, SYMBOL, T0 } from '../../support/builders.ts';
import { aPlan, SIZING, VENUE } from '../../support/paper-desk.ts';

/** A limit of 1 % beyond the reference price. */
const LIMITS = { ...DEFAULT_EXECUTION, limitTolerance: d('0.01') };
const SHORTS: MarginRules = { maxLeverage: d(2), maintenanceRate: d('0.1'), fundingRate: d(0), allowShort: true };

function raised(signal: Partial<Signal>, changes: Partial<RaisedSignal> = {}): RaisedSignal {
  return {
    strategy: 'mine',
    symbol: SYMBOL,
    signal: { action: 'BUY', ranking: 50, reason: 'because', ...signal },
    price: d(100),
    priceTime: T0,
    time: T0,
    sequence: '0',
    ...changes,
  };
}

interface Given {
  readonly signals: readonly RaisedSignal[];
  readonly positions?: readonly Position[];
  readonly plan?: Partial<TradingPlan>;
  readonly context?: Partial<PlanningContext>;
}

/** Equity 10,000, half of it an entry, lots of 0.01. */
function plan({ signals, positions = [], plan: changes = {}, context = {} }: Given): OrderCommand[] {
  const venue = { ...VENUE, lot: d('0.01'), ...changes.venue };
  const sizing = { ...SIZING, positionSizePct: d('0.5'), ...changes.sizing };
  return planOrders(signals, {
    plan: aPlan({ ...changes, venue, sizing }),
    account: anAccount(),
    sessionId: SESSION,
    positions: new Map(positions.map((position) => [position.symbol, position])),
    equity: d(10_000),
    marketOf: () => UNKNOWN_MARKET,
    ...context,
  });
}

function describeCommand(command: OrderCommand): string {
  if (command.kind === 'cancel') return `cancel ${command.scope} of ${command.symbol}`;
  const { kind, side, quantity, symbol, terms, attached, purpose } = command.intent;
  const price = terms.limitPrice === null ? '' : ` at ${terms.limitPrice.toFixed()} ${terms.timeInForce}`;
  const levels = [attached.stopLoss, attached.takeProfit].map((level) => level?.toFixed() ?? '–').join('/');
  return `${kind} ${purpose}: ${side} ${quantity.toFixed()} ${symbol} ${terms.type}${price}${levels === '–/–' ? '' : ` ${levels}`}`;
}

const long = (changes: Partial<Position> = {}) => aPosition({ quantity: d(20), cost: d(2000), ...changes });
const short = (changes: Partial<Position> = {}) => aPosition({ quantity: d(-20), cost: d(-2000), ...changes });
const entering = aPosition({ entryOrders: new Set(['e']), entryReserved: d(5) });
const shorts = { venue: { ...VENUE, margin: SHORTS } };
const stopLoss = { exits: { ...NO_EXITS, stopLossPct: d('0.02') } };
const BUY = raised({ action: 'BUY' });
const SELL = raised({ action: 'SELL' });
const CLOSE = raised({ action: 'CLOSE' });
const ENTRY = 'entry entry: buy 50 SYN/USD market';
const EXIT = 'exit strategy_exit: sell 20 SYN/USD market';
const COVER = 'exit strategy_exit: buy 20 SYN/USD market';
const CANCEL = 'cancel all of SYN/USD';
const towards = (targetWeight: number, band = 0) => raised({ targetWeight, band });

describe('planOrders', () => {
  it.each<[given: string, input: Given, expected: readonly string[]]>([
    ['BUY when flat', { signals: [BUY] }, [ENTRY]],
    ['BUY when long', { signals: [BUY], positions: [long()] }, []],
    ['BUY while an entry works', { signals: [BUY], positions: [entering] }, []],
    ['SELL when flat', { signals: [SELL] }, []],
    ['SELL when long', { signals: [SELL], positions: [long()] }, [EXIT]],
    [
      'SELL when long, with rules that may protect it',
      { signals: [SELL], positions: [long()], plan: stopLoss },
      [CANCEL, EXIT],
    ],
    [
      'SELL when long, with an exit at work',
      { signals: [SELL], positions: [long({ exitOrders: new Set(['x']), exitReserved: d(20) })] },
      [CANCEL, EXIT],
    ],
    ['SELL while only an entry works', { signals: [SELL], positions: [entering] }, [CANCEL]],
    ['SELL of less than a lot', { signals: [SELL], positions: [long({ quantity: d('0.001') })] }, []],
    ['BUY over less than a lot', { signals: [BUY], positions: [long({ quantity: d('0.001') })] }, [ENTRY]],
    ['SELL of whole lots and a rest', { signals: [SELL], positions: [long({ quantity: d('20.005') })] }, [EXIT]],
    ['CLOSE when flat', { signals: [CLOSE] }, []],
    ['CLOSE when long', { signals: [CLOSE], positions: [long()] }, [EXIT]],
    [
      'SELL when flat, where shorts are allowed',
      { signals: [SELL], plan: shorts },
      ['entry entry: sell 50 SYN/USD market'],
    ],
    ['SELL when short', { signals: [SELL], positions: [short()], plan: shorts }, []],
    ['BUY when short', { signals: [BUY], positions: [short()], plan: shorts }, [COVER]],
    ['CLOSE when short', { signals: [CLOSE], positions: [short()], plan: shorts }, [COVER]],
    ['a limit', { signals: [raised({ limit: 90 })] }, ['entry entry: buy 55.55 SYN/USD limit at 90 gtc']],
    [
      'a limit of shares: for the day',
      { signals: [raised({ limit: 90 }, { symbol: 'SPY' })] },
      ['entry entry: buy 55.55 SPY limit at 90 day'],
    ],
    [
      'limits by default: what it may pay counts for its size',
      { signals: [raised({})], plan: { execution: LIMITS } },
      ['entry entry: buy 49.5 SYN/USD limit at 101 gtc'],
    ],
    [
      'limits by default, and a short: it brings the reference price, most likely, which counts for its size',
      { signals: [SELL], plan: { ...shorts, execution: LIMITS } },
      ['entry entry: sell 50 SYN/USD limit at 99 gtc'],
    ],
    [
      'limits by default, and one of its own',
      { signals: [raised({ limit: 90 })], plan: { execution: LIMITS } },
      ['entry entry: buy 55.55 SYN/USD limit at 90 gtc'],
    ],
    [
      'limits by default, and an exit',
      { signals: [raised({ action: 'SELL' })], positions: [long()], plan: { execution: LIMITS } },
      ['exit strategy_exit: sell 20 SYN/USD market'],
    ],
    [
      'limits by default, and a target weight that takes all of the cash',
      { signals: [raised({ targetWeight: 1 })], plan: { execution: LIMITS } },
      ['entry rebalance: buy 99 SYN/USD limit at 101 gtc'],
    ],
    [
      'levels between two ticks',
      {
        signals: [raised({ stop: 95.13, target: 110.12, limit: 99.9 })],
        plan: { venue: { ...VENUE, tick: d('0.25') } },
      },
      ['entry entry: buy 50 SYN/USD limit at 100 gtc 95.25/110'],
    ],
    [
      "levels between two ticks of the symbol's own at its venue",
      {
        signals: [raised({ stop: 95.13, target: 110.12, limit: 99.9 })],
        plan: { venue: { ...VENUE, bySymbol: new Map([[SYMBOL, { ...VENUE, tick: d('0.25') }]]) } },
      },
      ['entry entry: buy 50 SYN/USD limit at 100 gtc 95.25/110'],
    ],
    [
      'a stop of its own and a risk budget of 1 %',
      {
        signals: [raised({ stop: 96 })],
        plan: { sizing: { ...SIZING, positionSizePct: d('0.5'), riskPerTrade: d('0.01') } },
      },
      ['entry entry: buy 25 SYN/USD market 96/–'],
    ],
    [
      'the configured stop and a risk budget of 0.5 %',
      {
        signals: [BUY],
        plan: {
          ...stopLoss,
          sizing: { ...SIZING, positionSizePct: d('0.5'), riskPerTrade: d('0.005') },
        },
      },
      ['entry entry: buy 25 SYN/USD market'],
    ],
    [
      'a ranking below the floor',
      { signals: [raised({ ranking: 39 })], plan: { sizing: { ...SIZING, minRanking: 40 } } },
      [],
    ],
    [
      'an exit of a ranking below the floor',
      {
        signals: [raised({ action: 'SELL', ranking: 39 })],
        positions: [long()],
        plan: { sizing: { ...SIZING, minRanking: 40 } },
      },
      [EXIT],
    ],
    ['a target weight when flat', { signals: [towards(0.3)] }, ['entry rebalance: buy 30 SYN/USD market']],
    [
      'a target weight above what is held',
      { signals: [towards(0.3)], positions: [long()] },
      ['entry rebalance: buy 10 SYN/USD market'],
    ],
    [
      'a target weight below it',
      { signals: [towards(0.05)], positions: [long()] },
      ['exit rebalance: sell 15 SYN/USD market'],
    ],
    ['a drift within the band', { signals: [towards(0.25, 0.05)], positions: [long()] }, []],
    [
      'a drift just beyond it',
      { signals: [towards(0.2501, 0.05)], positions: [long()] },
      ['entry rebalance: buy 5.01 SYN/USD market'],
    ],
    [
      'a target weight of nothing',
      { signals: [towards(0)], positions: [long()] },
      ['exit rebalance: sell 20 SYN/USD market'],
    ],
    ['a target weight while an entry works', { signals: [towards(0.3)], positions: [entering] }, []],
    ['a target weight of nothing while an entry works', { signals: [towards(0)], positions: [entering] }, [CANCEL]],
    [
      'a target weight of nothing while an entry has filled in part',
      { signals: [towards(0)], positions: [long({ entryOrders: new Set(['e']), entryReserved: d(5) })] },
      [CANCEL, EXIT],
    ],
    [
      'a target weight below what is held while an entry has filled in part',
      { signals: [towards(0.05)], positions: [long({ entryOrders: new Set(['e']), entryReserved: d(5) })] },
      [CANCEL, 'exit rebalance: sell 15 SYN/USD market'],
    ],
    [
      'a target weight for which there is little cash',
      { signals: [towards(0.3)], context: { account: anAccount({ cash: d(900), reserved: d(400) }) } },
      ['entry rebalance: buy 5 SYN/USD market'],
    ],
    [
      'a target weight for which there is less cash than the venue takes',
      {
        signals: [towards(0.3)],
        plan: { venue: { ...VENUE, minNotional: d(501) } },
        context: { account: anAccount({ cash: d(500) }) },
      },
      [],
    ],
    ['no equity left', { signals: [BUY, towards(0.3)], context: { equity: d(0) } }, []],
    ['two strategies that want the same', { signals: [BUY, raised({}, { strategy: 'other' })] }, [ENTRY]],
    [
      'an exit that ranks below an entry that is none',
      { signals: [BUY, raised({ action: 'SELL', ranking: 10 }, { strategy: 'other' })], positions: [long()] },
      [EXIT],
    ],
  ])('Given %s, Then the commands are those', (_, input, expected) => {
    expect(plan(input).map(describeCommand)).toEqual(expected);
  });

  it('Given several symbols, Then the best ranking comes first, then by symbol and strategy', () => {
    const on = (symbol: string, ranking: number, strategy = 'mine') => raised({ ranking }, { symbol, strategy });
    const signals = [
      on('CCC/USD', 10),
      on('BBB/USD', 50, 'z'),
      on('BBB/USD', 50, 'a'),
      on('AAA/USD', 50),
      on('DDD/USD', 90),
    ];
    const placed = plan({ signals }).flatMap((command) => (command.kind === 'place' ? [command.intent] : []));
    expect(placed.map(({ symbol, strategy }) => `${symbol} ${strategy}`)).toEqual([
      'DDD/USD mine',
      'AAA/USD mine',
      'BBB/USD a',
      'CCC/USD mine',
    ]);
  });

  it('Given an entry and an exit, Then only the entry expires, a minute after its bar at the earliest', () => {
    const at = (timeframe: number, signal: RaisedSignal, positions: readonly Position[]) => {
      const [command] = plan({ signals: [signal], positions, plan: { timeframe } });
      return command?.kind === 'place' ? command.intent.expiresAt : undefined;
    };
    expect([at(60_000, BUY, []), at(3_600_000, BUY, []), at(60_000, SELL, [long()])]).toEqual([
      T0 + 60_000,
      T0 + 1_800_000,
      null,
    ]);
  });

  it('Given the same signals again, Then the same ids; another bar, strategy or sequence, Then others', () => {
    const idOf = (changes: Partial<RaisedSignal>) => {
      const [command] = plan({ signals: [raised({}, changes)] });
      return command?.kind === 'place' ? command.intent.clientOrderId : '';
    };
    expect(idOf({})).toBe(idOf({}));
    const ids = [idOf({}), idOf({ time: T0 + 60_000 }), idOf({ strategy: 'other' }), idOf({ sequence: '1' })];
    expect(new Set(ids).size).toBe(4);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  });
});
