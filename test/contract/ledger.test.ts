import { ledgerContract } from './ledger-contract.ts';
import { describeEachTable } from './support/each-table.ts';

describeEachTable('Ledger', ledgerContract);
