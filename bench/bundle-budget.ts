import type { FunctionName } from '#infra/function-names.ts';

/** Brokers whose bundles are measured: the simulated one, one with code of our own, and the heaviest kind. */
export const BUDGETED_BROKERS = ['sim', 'alpaca', 'ccxt:binance'] as const;
export type BudgetedBroker = (typeof BUDGETED_BROKERS)[number];

/** Most bytes of a function's code: a cold start reads and runs all of them. Of the other brokers only the functions that carry them have one of their own. */
const BUDGETS: Readonly<Record<'sim', Readonly<Record<FunctionName, number>>>> &
  Readonly<Record<BudgetedBroker, Readonly<Partial<Record<FunctionName, number>>>>> = {
  sim: {
    'generate-signals': 560_000,
    'accept-signal': 540_000,
    'place-order': 520_000,
    'track-orders': 590_000,
    'emergency-stop': 590_000,
    reconcile: 540_000,
    'monitor-risk': 590_000,
    'control-api': 710_000,
    'record-audit': 440_000,
    'relay-events': 360_000,
    'seal-audit': 440_000,
    'restrict-trading': 430_000,
    'stop-trading': 460_000,
    // With the client of SNS, which speaks a protocol of its own, for notices by e-mail, and the ledger's reads, which the end of a day is summed up from.
    notify: 500_000,
  },
  alpaca: {
    'place-order': 530_000,
    'track-orders': 590_000,
    'emergency-stop': 590_000,
    reconcile: 530_000,
    'control-api': 710_000,
  },
  'ccxt:binance': {
    'place-order': 1_270_000,
    'track-orders': 1_320_000,
    'emergency-stop': 1_320_000,
    reconcile: 1_270_000,
    'control-api': 1_440_000,
  },
};

/** Whether the function's code differs from that with the simulated broker. */
export function carriesBroker(broker: BudgetedBroker, name: FunctionName): boolean {
  return broker !== 'sim' && BUDGETS[broker][name] !== undefined;
}

/** Bytes. */
export function bundleBudget(broker: BudgetedBroker, name: FunctionName): number {
  return BUDGETS[broker][name] ?? BUDGETS.sim[name];
}
