import { DRIFT_KINDS, DRIFT_RESOLUTIONS, type Drift } from '#domain/reconciliation/drift.ts';
import {
  type Decision,
  RECONCILIATION_MODES,
  RECONCILIATION_OUTCOMES,
  RECONCILIATION_PHASES,
  RECONCILIATION_TRIGGERS,
  type Reconciliation,
} from '#domain/reconciliation/reconciliation.ts';
import { reconciliationKey } from './keys.ts';
import { attributes, RecordReader, SCHEMA_VERSION } from './record.ts';
import type { Item, Key } from './table.ts';

export function encodeReconciliation(reconciliation: Reconciliation): Item & Key {
  const { decision, drifts, troubles, ...fields } = reconciliation;
  return {
    ...reconciliationKey(reconciliation.account, reconciliation.id),
    ...attributes({
      schemaVersion: SCHEMA_VERSION,
      ...fields,
      decision: decision === null ? null : attributes({ ...decision }),
      drifts: drifts.map((drift) => attributes({ ...drift })),
      troubles: [...troubles],
    }),
  };
}

export function decodeReconciliation(item: Item): Reconciliation {
  const reader = new RecordReader(item);
  return {
    id: reader.text('id'),
    account: reader.text('account'),
    version: reader.integer('version'),
    key: reader.text('key'),
    trigger: reader.oneOf('trigger', RECONCILIATION_TRIGGERS),
    mode: reader.oneOf('mode', RECONCILIATION_MODES),
    requestedAt: reader.integer('requestedAt'),
    requestedBy: reader.text('requestedBy'),
    phase: reader.oneOf('phase', RECONCILIATION_PHASES),
    advancedAt: reader.integerOrNull('advancedAt'),
    phaseSince: reader.integer('phaseSince'),
    suspectedAt: reader.integerOrNull('suspectedAt'),
    finishedAt: reader.integerOrNull('finishedAt'),
    outcome: reader.oneOfOrNull('outcome', RECONCILIATION_OUTCOMES),
    decision: item.decision === undefined ? null : decodeDecision(new RecordReader(reader.map('decision'))),
    drifts: reader.records('drifts').map(decodeDrift),
    troubles: reader.textList('troubles'),
    fillCursor: reader.textOrNull('fillCursor'),
    readTo: reader.textOrNull('readTo'),
  };
}

function decodeDecision(reader: RecordReader): Decision {
  return {
    verdict: reader.oneOf('verdict', ['approved', 'denied', 'timed_out']),
    by: reader.text('by'),
    at: reader.integer('at'),
  };
}

function decodeDrift(reader: RecordReader): Drift {
  return {
    kind: reader.oneOf('kind', DRIFT_KINDS),
    subject: reader.text('subject'),
    symbol: reader.textOrNull('symbol'),
    quantity: reader.decimalOrNull('quantity'),
    value: reader.decimalOrNull('value'),
    since: reader.integer('since'),
    resolution: reader.oneOf('resolution', DRIFT_RESOLUTIONS),
  };
}
