import { auditContract } from './ledger/audit-contract.ts';
import { authoriseContract } from './ledger/authorise-contract.ts';
import { controlContract } from './ledger/control-contract.ts';
import { fillsContract } from './ledger/fills-contract.ts';
import { marksContract } from './ledger/marks-contract.ts';
import { ordersContract } from './ledger/orders-contract.ts';
import { reconciliationContract } from './ledger/reconciliation-contract.ts';
import { sessionsContract } from './ledger/sessions-contract.ts';
import { signalsContract } from './ledger/signals-contract.ts';
import { splitsContract } from './ledger/splits-contract.ts';
import type { TableFactory } from './support/each-table.ts';

/** What every ledger promises, on whatever table it stands. */
export function ledgerContract(createTable: TableFactory): void {
  authoriseContract(createTable);
  ordersContract(createTable);
  fillsContract(createTable);
  marksContract(createTable);
  sessionsContract(createTable);
  controlContract(createTable);
  signalsContract(createTable);
  reconciliationContract(createTable);
  splitsContract(createTable);
  auditContract(createTable);
}
