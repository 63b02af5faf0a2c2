import { readAuditPage } from '#application/audit/read-audit-page.ts';
import { readRecords } from '#application/audit/read-records.ts';
import { auditEntryView, sealView } from '#application/contracts/api/audit-views.ts';
import { pageQuery, sessionQuery } from '#application/contracts/api/bodies.ts';
import { pageOf } from '#application/contracts/api/page.ts';
import { json, parseQuery } from '#runtime/http.ts';
import type { Route } from './route.ts';

export const listTrail: Route = async (event, { audit }) => {
  const query = parseQuery(event, sessionQuery);
  const { head, seals, entries, unsealed, nextCursor } = await readAuditPage(audit, query);
  return json(200, {
    items: entries.map(({ entry, seal }) => auditEntryView(entry, seal)),
    seals: seals.map(sealView),
    head,
    unsealed: unsealed.map((entry) => auditEntryView(entry, null)),
    nextCursor,
  });
};

export const listRecords: Route = async (event, { ledger }) => {
  const page = parseQuery(event, pageQuery);
  const facts = await readRecords(ledger);
  return json(
    200,
    pageOf(
      facts,
      page,
      ({ subject }) => subject,
      (fact) => fact,
    ),
  );
};
