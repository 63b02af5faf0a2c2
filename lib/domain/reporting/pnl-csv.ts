import type { EquitySnapshot } from '../accounts/equity-snapshot.ts';
import { toPlain } from '../shared/decimal.ts';
import { toIso } from '../shared/instant.ts';

const HEADER = 'timestamp,equity,cash,position_qty,position_value,realized_pnl,unrealized_pnl,drawdown';

/** Content of `pnl.csv`: a row a bar, at its timestamp. The quantity is empty where several symbols are traded. */
export function renderPnlCsv(snapshots: readonly EquitySnapshot[]): string {
  return `${[HEADER, ...snapshots.map(renderRow)].join('\n')}\n`;
}

function renderRow(snapshot: EquitySnapshot): string {
  const { equity, cash, positionQuantity, positionValue, realizedPnl, unrealizedPnl, drawdown } = snapshot;
  return [
    toIso(snapshot.barTime),
    toPlain(equity),
    toPlain(cash),
    positionQuantity === null ? '' : toPlain(positionQuantity),
    toPlain(positionValue),
    toPlain(realizedPnl),
    toPlain(unrealizedPnl),
    toPlain(drawdown),
  ].join(',');
}
