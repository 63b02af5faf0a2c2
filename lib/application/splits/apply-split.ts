import type { AccountView, Ledger, RiskEvent, SplitApplication } from '#application/ports/ledger.ts';
import type { Rows } from '#domain/accounts/account-accounting.ts';
import { emptyPosition } from '#domain/accounts/position-accounting.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import type { Instant } from '#domain/shared/instant.ts';
import { exDate, ratioText, type Split, splitId } from '#domain/splits/split.ts';
import { type SplitRows, splitRows } from '#domain/splits/split-position.ts';
import type { SplitDeps } from './split-deps.ts';

/** Writes that lost a race are repeated on what the winner left; more losses than this in a row are a fault. */
const MAX_RACES = 8;

/** Applies one split, once, by one write over what was read. Where shares were traded before it was known, it only says so, and restricts the account: then nobody but a reconciliation can tell what is held. */
export async function applySplit(deps: SplitDeps, view: AccountView, split: Split): Promise<AccountView> {
  const { ledger } = deps;
  let current = view;
  for (let race = 0; race < MAX_RACES; race += 1) {
    const noted = current.splits.notes.get(split.symbol);
    if (noted !== undefined && noted.exDay >= split.exDay) return current;
    const outcome = await ledger.applySplit(await applicationOf(deps, current, split));
    current = await reread(ledger, current);
    if (outcome !== 'changed') return current;
  }
  throw new Error(
    `${split.symbol}: its rows kept changing while its split was applied: ${MAX_RACES} writes in a row lost`,
  );
}

async function reread(ledger: Ledger, { account }: AccountView): Promise<AccountView> {
  const view = await ledger.readAccount();
  if (view === null) throw new Error(`account ${account.account} has vanished from the ledger`);
  return view;
}

async function applicationOf(
  { clock, ledger }: SplitDeps,
  { account, positions }: AccountView,
  split: Split,
): Promise<SplitApplication> {
  const at = clock.now();
  const position = positions.get(split.symbol) ?? emptyPosition(split.symbol);
  const before = { account, position };
  const entries = positions.has(split.symbol) ? await ledger.listFills(null) : [];
  const own = entries.filter(({ symbol }) => symbol === split.symbol);
  const rows = splitRows(before, split, own, { at, last: entries.at(-1)?.sequence ?? '' });
  const isMoved = rows.kind === 'split';
  return {
    note: { ...split, appliedAt: at, isInHistory: false },
    entry: isMoved ? rows.entry : null,
    position: { before: position, after: isMoved ? rows.position : position },
    account: { before: account, after: rows.kind === 'not_held' ? account : rows.account },
    riskEvent: eventOf(before, split, rows, at),
  };
}

function eventOf({ account, position }: Rows, split: Split, rows: SplitRows, at: Instant): RiskEvent {
  const isMixed = rows.kind === 'mixed';
  const kind = isMixed ? 'SplitNotApplied' : 'SplitApplied';
  // Sessions end what is of old shares; where none is, somebody has to.
  const isLeftResting = account.sessionId === null && position.entryOrders.size + position.exitOrders.size > 0;
  const quantityAfter = rows.kind === 'split' ? rows.position.quantity : position.quantity;
  return {
    id: `${kind}#${split.symbol}#${splitId(split)}`,
    account: account.account,
    sessionId: account.sessionId,
    kind,
    severity: isMixed || isLeftResting ? 'critical' : 'info',
    at,
    detail: {
      symbol: split.symbol,
      ratio: ratioText(split),
      exDate: exDate(split),
      quantityBefore: toPlain(position.quantity),
      quantityAfter: toPlain(quantityAfter),
      ...(isMixed ? { reason: 'shares were traded on or after the ex-date before the split was known' } : {}),
      ...(isLeftResting ? { resting: 'no session ends the orders of old shares: cancel them, or start one' } : {}),
    },
  };
}
