import type { ReconciliationMode } from '#domain/reconciliation/reconciliation.ts';

/** A ledger after a reconciliation. Before: 47 SYN/USD and its stop, a limit order for 10 BBB/USD, mode NORMAL; cash is told as its change since then. */
export interface Expected {
  readonly outcome: string;
  /** `kind quantity value resolution`. */
  readonly drifts: readonly string[];
  /** Of SYN/USD and BBB/USD. */
  readonly held: readonly [string, string];
  readonly cash: string;
  readonly mode: 'NORMAL' | 'REDUCE_ONLY' | 'HALTED';
  /** Working orders in the ledger, and at the broker. */
  readonly working: readonly [number, number];
}

/** The second reconciliation leaves the ledger as the first did; only what it says may differ. */
type Cell = Expected & { readonly twice: Pick<Expected, 'outcome' | 'drifts'> };

const UNTOUCHED = { held: ['47', '0'], cash: '0', mode: 'NORMAL', working: [2, 2] } as const;
const HALTED = { ...UNTOUCHED, mode: 'HALTED' } as const;
const BARE = (quantity: number): string => `unprotected ${quantity} unknown open`;

function same(expected: Expected): Cell {
  const { outcome, drifts } = expected;
  return { ...expected, twice: { outcome, drifts } };
}

/** The first one resolves it, the second one has nothing to say, but for what is still open. */
function resolved(expected: Omit<Expected, 'outcome'>): Cell {
  const open = expected.drifts.filter((text) => text.endsWith('open'));
  return { ...expected, outcome: 'resolved', twice: { outcome: 'agreed', drifts: open } };
}

function told(...drifts: string[]): Cell {
  return same({ ...UNTOUCHED, outcome: 'drift', drifts: drifts.map((text) => `${text} open`) });
}

function halted(...drifts: string[]): Cell {
  return same({ ...HALTED, outcome: 'halted', drifts: drifts.map((text) => `${text} open`) });
}

/** What the broker has evidence of is taken over in every mode but the one that only warns. */
function explained(drift: string, after: Omit<Expected, 'outcome' | 'drifts'>, ...left: string[]) {
  const applied = resolved({ ...after, drifts: [`${drift} applied`, ...left] });
  return { WARN_ONLY: told(drift), AUTO_ADJUST: applied, HALT_ON_MISMATCH: applied, MANUAL_APPROVAL: applied };
}

/** What nothing explains is declared, alone or with an operator's approval, or halts. */
function unexplained(drifts: readonly string[], adjusted: Cell) {
  return {
    WARN_ONLY: told(...drifts),
    AUTO_ADJUST: adjusted,
    HALT_ON_MISMATCH: halted(...drifts),
    MANUAL_APPROVAL: adjusted,
  };
}

const ORPHAN = 'orphan_order 3 300';
const UNASKED = same({ ...UNTOUCHED, outcome: 'unanswered', drifts: [] });
/** Declared before, as 5 at 99.1: what the cash told. */
const LATE = { held: ['47', '5'], cash: '-495.5', working: [2, 2] } as const;
const LATE_APPLIED = resolved({ ...LATE, mode: 'REDUCE_ONLY', drifts: ['late_fill 5 495 applied', BARE(5)] });

/** Every kind of drift in every mode, once and twice. */
export const DRIFT_TABLE: Readonly<Record<string, Readonly<Record<ReconciliationMode, Cell>>>> = {
  missed_fill: explained('missed_fill 4 360', { ...UNTOUCHED, held: ['47', '4'], cash: '-360.36' }, BARE(4)),
  cancelled_elsewhere: withBroker(1, explained('cancelled_elsewhere none 900', { ...UNTOUCHED, working: [1, 1] })),
  orphan_order: withBroker(3, {
    WARN_ONLY: told(ORPHAN),
    AUTO_ADJUST: resolved({ ...UNTOUCHED, drifts: [`${ORPHAN} cancelled`] }),
    HALT_ON_MISMATCH: halted(ORPHAN),
    MANUAL_APPROVAL: resolved({ ...UNTOUCHED, drifts: [`${ORPHAN} cancelled`] }),
  }),
  unknown_position: unexplained(
    ['unknown_position 5 500'],
    resolved({
      ...UNTOUCHED,
      held: ['47', '5'],
      drifts: ['unknown_position 5 500 adjusted', 'wrong_cash none 500 adjusted', BARE(5)],
    }),
  ),
  wrong_quantity: unexplained(
    ['wrong_quantity -2 202', 'wrong_cash none 198'],
    resolved({
      ...UNTOUCHED,
      held: ['45', '0'],
      cash: '198',
      drifts: ['wrong_quantity -2 202 adjusted', 'wrong_cash none 198 adjusted'],
    }),
  ),
  wrong_cash: unexplained(
    ['wrong_cash none 250'],
    resolved({ ...UNTOUCHED, cash: '250', drifts: ['wrong_cash none 250 adjusted'] }),
  ),
  fee_difference: unexplained(
    ['fee_difference none -1'],
    resolved({ ...UNTOUCHED, cash: '-1', drifts: ['fee_difference none -1 adjusted'] }),
  ),
  late_fill: {
    WARN_ONLY: same({ ...LATE, mode: 'NORMAL', outcome: 'drift', drifts: ['late_fill 5 495 open', BARE(5)] }),
    AUTO_ADJUST: LATE_APPLIED,
    HALT_ON_MISMATCH: LATE_APPLIED,
    MANUAL_APPROVAL: LATE_APPLIED,
  },
  unanswered: { WARN_ONLY: UNASKED, AUTO_ADJUST: UNASKED, HALT_ON_MISMATCH: UNASKED, MANUAL_APPROVAL: UNASKED },
};

/** So many orders work at the broker where nothing is done about it. */
function withBroker(count: number, row: Readonly<Record<ReconciliationMode, Cell>>) {
  const stays = (cell: Cell): Cell => {
    const isLeft = cell.outcome === 'drift' || cell.outcome === 'halted';
    return isLeft ? { ...cell, working: [cell.working[0], count] } : cell;
  };
  return {
    WARN_ONLY: stays(row.WARN_ONLY),
    AUTO_ADJUST: stays(row.AUTO_ADJUST),
    HALT_ON_MISMATCH: stays(row.HALT_ON_MISMATCH),
    MANUAL_APPROVAL: stays(row.MANUAL_APPROVAL),
  };
}
