import type { AuditTrail } from '#application/ports/audit-trail.ts';
import type { AuditEntry } from '#domain/audit/audit-entry.ts';
import type { ChainHead, Seal } from '#domain/audit/seal.ts';

export interface AuditQuery {
  readonly limit: number;
  /** `NUMBER.INDEX` of the next entry, as an earlier page told it. */
  readonly cursor?: string | undefined;
  readonly session?: string | undefined;
}

export interface AuditPage {
  readonly head: ChainHead;
  /** Those that the page has looked through, whole, whether or not all their entries are on it. */
  readonly seals: readonly Seal[];
  readonly entries: readonly { readonly entry: AuditEntry; readonly seal: number }[];
  /** On the last page: what is not sealed yet. */
  readonly unsealed: readonly AuditEntry[];
  /** `null`: this was the last page. */
  readonly nextCursor: string | null;
}

/** Seals, and entries, that one page looks through at most. */
const MOST_SEALS = 20;
const MOST_ENTRIES = 1_000;

/** An entry's place in the chain; `index` from 0. */
interface Place {
  readonly number: number;
  readonly index: number;
}

/** A page of the trail in the order of its chain, the oldest first. With a session a page may have less than was asked for, or nothing, and still not be the last. */
export async function readAuditPage(audit: AuditTrail, { limit, cursor, session }: AuditQuery): Promise<AuditPage> {
  const head = await audit.readHead();
  const from = placeOf(cursor);
  const seals = await audit.readSeals(from.number, Math.min(head.number, from.number + MOST_SEALS - 1));
  const places = placesOf(seals, from).slice(0, session === undefined ? limit : MOST_ENTRIES);
  const byId = new Map((await audit.readEntries(places.map(({ id }) => id))).map((entry) => [entry.id, entry]));
  const isAsked = (entry: AuditEntry) => session === undefined || entry.sessionId === session;
  const found = places.flatMap((place) => {
    const entry = byId.get(place.id);
    return entry !== undefined && isAsked(entry) ? [{ entry, place }] : [];
  });
  const kept = found.slice(0, limit);
  const next = placeAfter(kept.length < found.length ? kept.at(-1)?.place : places.at(-1), seals);
  const isLast = next === null || next.number > head.number;
  return {
    head,
    seals: next === null ? seals : seals.filter(({ number }) => number <= next.number),
    entries: kept.map(({ entry, place }) => ({ entry, seal: place.number })),
    unsealed: isLast ? (await audit.listUnsealed()).filter(isAsked) : [],
    nextCursor: isLast ? null : Buffer.from(`${next.number}.${next.index}`).toString('base64url'),
  };
}

/** @param last place that the page has looked at; `undefined`: its seals had none. `null`: there is nothing after it */
function placeAfter(last: Place | undefined, seals: readonly Seal[]): Place | null {
  const end = seals.at(-1);
  if (end === undefined) return null;
  if (last === undefined) return { number: end.number + 1, index: 0 };
  const size = seals.find(({ number }) => number === last.number)?.entries.length ?? 0;
  return last.index + 1 < size ? { ...last, index: last.index + 1 } : { number: last.number + 1, index: 0 };
}

function placesOf(seals: readonly Seal[], from: Place) {
  return seals.flatMap(({ number, entries }) =>
    entries.flatMap(({ id }, index) => (number === from.number && index < from.index ? [] : [{ id, number, index }])),
  );
}

/** A cursor that says nothing begins the list anew, as in every list. */
function placeOf(cursor: string | undefined): Place {
  const text = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
  const [, number = '1', index = '0'] = /^(\d{1,12})\.(\d{1,6})$/.exec(text) ?? [];
  return { number: Math.max(1, Number(number)), index: Number(index) };
}
