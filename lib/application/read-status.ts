import type { Ledger } from '#application/ports/ledger.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { toIso } from '#domain/shared/instant.ts';
import { hasWorkingOrders } from './has-working-orders.ts';

/** The account at a glance, in the API's wire form: money as plain decimal strings, times as ISO-8601. */
export interface Status {
  readonly environment: string;
  readonly account: string;
  readonly mode: string;
  readonly session: { readonly id: string; readonly status: string; readonly startedAt: string } | null;
  readonly equity: string | null;
  readonly cash: string | null;
  readonly reserved: string | null;
  readonly markedAt: string | null;
  readonly positions: readonly {
    readonly symbol: string;
    readonly quantity: string;
    readonly markPrice: string | null;
  }[];
  readonly hasWorkingOrders: boolean;
}

/** Reads the status; before the first session there is an account name and nothing else. */
export async function readStatus(ledger: Ledger, environment: string, account: string): Promise<Status> {
  const view = await ledger.readAccount();
  if (view === null) {
    const nothing = {
      equity: null,
      cash: null,
      reserved: null,
      markedAt: null,
      positions: [],
      hasWorkingOrders: false,
    };
    return { environment, account, mode: 'NORMAL', session: null, ...nothing };
  }
  const { account: row, session } = view;
  return {
    environment,
    account,
    mode: row.mode,
    session: session === null ? null : { id: session.id, status: session.status, startedAt: toIso(session.startedAt) },
    equity: toPlain(row.equity),
    cash: toPlain(row.cash),
    reserved: toPlain(row.reserved),
    markedAt: row.markedAt === 0 ? null : toIso(row.markedAt),
    positions: [...view.positions.values()]
      .filter((position) => !position.quantity.isZero())
      .map(({ symbol, quantity, mark }) => ({ symbol, quantity: toPlain(quantity), markPrice: mark && toPlain(mark) })),
    hasWorkingOrders: hasWorkingOrders(view),
  };
}
