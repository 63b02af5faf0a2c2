import type { AuditFact } from '#domain/audit/audit-entry.ts';
import type { AuditFault } from '#domain/audit/audit-fault.ts';
import { checkRecords } from '#domain/audit/check-records.ts';
import { ledgerRecords } from '#domain/audit/ledger-records.ts';
import { verifyChain } from '#domain/audit/verify-chain.ts';
import { CommandError } from '../../command-error.ts';
import { renderPairs } from '../../table.ts';
import { EXIT } from '../../usage-error.ts';
import type { Operation } from '../operation.ts';
import { allItems } from '../pages.ts';
import { entryOfBody, readTrail, sealOfBody, type Trail } from './read-trail.ts';

/** The trail is some seconds behind the ledger, and the ledger moves while it is read: so often it is looked at again. */
const MOST_LOOKS = 5;
const BETWEEN_LOOKS = 2_000;

interface Look {
  readonly trail: Trail;
  readonly records: number;
  readonly faults: readonly AuditFault[];
  /** The account moved while it was read: what was read does not belong together. */
  readonly hasMoved: boolean;
}

/**
 * Recomputes every hash and every sum of what the API tells. A fault of the chain counts at once; one of the records only if it is still there when
 * the trail has had time to follow.
 *
 * @throws {ApiError} for a session that is not there: its faults would be none
 */
export async function verifyAudit(operation: Operation, session: string | null): Promise<void> {
  if (session !== null) await operation.get(`/sessions/${session}`);
  let look = await lookAt(operation, session);
  for (let looks = 1; looks < MOST_LOOKS && mayPass(look); looks += 1) {
    await operation.pause(BETWEEN_LOOKS);
    look = await lookAt(operation, session);
  }
  tell(operation, look);
  const [first] = look.faults;
  if (first === undefined && !look.hasMoved) return;
  if (first === undefined || look.hasMoved)
    throw new CommandError(EXIT.failed, ['the account moved each time it was read: pause the session, or try again']);
  const more = look.faults.length === 1 ? '' : ` (and ${look.faults.length - 1} more)`;
  throw new CommandError(EXIT.failed, [`${first.rule}: ${first.place} ${first.what}${more}`]);
}

function mayPass({ faults, hasMoved }: Look): boolean {
  return hasMoved || (faults.length > 0 && faults.every(({ rule }) => rule !== 'chain'));
}

async function lookAt(operation: Operation, session: string | null): Promise<Look> {
  const facts = await readFacts(operation);
  const trail = await readTrail(operation);
  const [account] = (await operation.get<{ items: readonly AuditFact[] }>('/audit/records', { limit: '1' })).body.items;
  const hasMoved = JSON.stringify(account) !== JSON.stringify(facts[0]);
  const sealed = trail.entries.map(entryOfBody);
  const chain = verifyChain({ head: trail.head, seals: trail.seals.map(sealOfBody), entries: sealed });
  const ledger = ledgerRecords(facts);
  const records =
    ledger === null || hasMoved ? [] : checkRecords(ledger, [...sealed, ...trail.unsealed.map(entryOfBody)], session);
  return { trail, records: facts.length, faults: [...chain, ...records], hasMoved: hasMoved && chain.length === 0 };
}

async function readFacts(operation: Operation): Promise<readonly AuditFact[]> {
  const facts: AuditFact[] = [];
  for await (const fact of allItems<AuditFact>(operation, '/audit/records', {})) facts.push(fact);
  return facts;
}

function tell({ isJson, terminal }: Operation, { trail, records, faults }: Look): void {
  const { head, seals, entries, unsealed } = trail;
  const counts = { seals: seals.length, entries: entries.length, unsealed: unsealed.length, records };
  if (isJson) return void terminal.stdout.write(`${JSON.stringify({ ...counts, head, faults })}\n`);
  terminal.stdout.write(
    renderPairs([
      ['seals', counts.seals],
      ['entries', `${counts.entries} sealed, ${counts.unsealed} not yet`],
      ['records', counts.records],
      ['head', `${head.number} ${head.hash}`],
      ['faults', faults.length],
    ]),
  );
}
