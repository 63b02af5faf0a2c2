import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, entryOf } from '#domain/audit/audit-entry.ts';
import { CHAIN_START, type ChainHead, type Seal, sealEntries, sealHash } from '#domain/audit/seal.ts';
import { type Chain, verifyChain } from '#domain/audit/verify-chain.ts';
import { T0 } from '../support/builders.ts';

const word = fc.string({ minLength: 1, maxLength: 12 });
const fact = fc.record({
  kind: word,
  subject: word,
  sessionId: fc.option(word),
  actor: word,
  cause: word,
  detail: fc.dictionary(word, word, { maxKeys: 3 }),
});

/** Entries that differ, and how many of them each seal takes. */
const trail = fc.record({
  entries: fc
    .uniqueArray(fact, { minLength: 1, maxLength: 12, selector: (one) => JSON.stringify(one) })
    .map((facts) => facts.map((one, index) => entryOf('main', T0 + index, one))),
  batches: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 }),
});

function chainOf({ entries, batches }: { entries: readonly AuditEntry[]; batches: readonly number[] }): Chain {
  const seals: Seal[] = [];
  let head: ChainHead = CHAIN_START;
  for (let start = 0; start < entries.length; ) {
    const size = batches[seals.length % batches.length] ?? 1;
    const seal = sealEntries('main', head, entries.slice(start, start + size), T0 + start);
    seals.push(seal);
    head = seal;
    start += size;
  }
  return { head: { number: head.number, hash: head.hash }, seals, entries };
}

const chain = trail.map(chainOf);
/** A chain, and the places of one of its seals and of an entry in it. */
const placed = chain.chain((whole) =>
  fc
    .nat(whole.seals.length - 1)
    .chain((seal) => fc.nat((whole.seals[seal]?.entries.length ?? 1) - 1).map((entry) => ({ whole, seal, entry }))),
);

function entryAt({ whole, seal, entry }: { whole: Chain; seal: number; entry: number }): AuditEntry {
  const id = whole.seals[seal]?.entries[entry]?.id;
  const found = whole.entries.find((one) => one.id === id);
  if (found === undefined) throw new Error('no such entry');
  return found;
}

function withSeal(whole: Chain, index: number, change: (seal: Seal) => Seal): Chain {
  return { ...whole, seals: whole.seals.map((seal, at) => (at === index ? change(seal) : seal)) };
}

describe('audit chain', () => {
  it('Given any entries, When they are sealed in any batches, Then the chain has no fault', () => {
    fc.assert(
      fc.property(chain, (whole) => {
        expect(verifyChain(whole)).toEqual([]);
      }),
    );
  });

  it('Given a chain, When any field of any entry is changed, Then the fault is at that entry and nowhere else', () => {
    const changes: readonly ((entry: AuditEntry) => AuditEntry)[] = [
      (entry) => ({ ...entry, kind: `${entry.kind}!` }),
      (entry) => ({ ...entry, subject: `${entry.subject}!` }),
      (entry) => ({ ...entry, actor: `${entry.actor}!` }),
      (entry) => ({ ...entry, cause: `${entry.cause}!` }),
      (entry) => ({ ...entry, at: entry.at + 1 }),
      (entry) => ({ ...entry, account: `${entry.account}!` }),
      (entry) => ({ ...entry, sessionId: `${entry.sessionId}!` }),
      (entry) => ({ ...entry, detail: { ...entry.detail, more: '1' } }),
    ];
    fc.assert(
      fc.property(placed, fc.constantFrom(...changes), (place, change) => {
        const entry = entryAt(place);
        const entries = place.whole.entries.map((one) => (one === entry ? change(one) : one));
        const [found, ...others] = verifyChain({ ...place.whole, entries });
        expect(found).toMatchObject({ place: `seal ${place.seal + 1}, entry ${place.entry + 1}` });
        expect(found?.what).toContain('was changed');
        expect(others).toEqual([]);
      }),
    );
  });

  it('Given a chain, When any entry is removed, Then the fault is at that entry and nowhere else', () => {
    fc.assert(
      fc.property(placed, (place) => {
        const entry = entryAt(place);
        const entries = place.whole.entries.filter((one) => one !== entry);
        expect(verifyChain({ ...place.whole, entries })).toEqual([
          {
            rule: 'chain',
            place: `seal ${place.seal + 1}, entry ${place.entry + 1}`,
            what: `is missing: ${entry.id}`,
          },
        ]);
      }),
    );
  });

  it('Given a chain, When an entry is added beside it, Then it is named', () => {
    fc.assert(
      fc.property(chain, (whole) => {
        const forged = entryOf('main', T0, {
          kind: 'forged',
          subject: 'a longer subject than any',
          sessionId: null,
          actor: '',
          cause: '',
          detail: {},
        });
        const entries = [...whole.entries, forged];
        expect(verifyChain({ ...whole, entries }).map(({ place }) => place)).toEqual([forged.id]);
      }),
    );
  });

  it('Given a chain, When any seal is changed, by order, by number of entries, time or hash, Then the first fault is at that seal', () => {
    const changes: readonly ((seal: Seal) => Seal)[] = [
      (seal) => ({ ...seal, at: seal.at + 1 }),
      (seal) => ({ ...seal, account: 'other' }),
      (seal) => ({ ...seal, previousHash: '1'.repeat(64) }),
      (seal) => ({ ...seal, hash: '1'.repeat(64) }),
      (seal) => ({ ...seal, entries: [] }),
      (seal) => ({ ...seal, entries: [...seal.entries, { id: 'x', hash: 'y' }] }),
      (seal) => (seal.entries.length < 2 ? { ...seal, at: 0 } : { ...seal, entries: seal.entries.toReversed() }),
    ];
    fc.assert(
      fc.property(placed, fc.constantFrom(...changes), ({ whole, seal }, change) => {
        const [found] = verifyChain(withSeal(whole, seal, change));
        expect(found?.place).toBe(`seal ${seal + 1}`);
      }),
    );
  });

  it('Given a chain, When a seal is changed and hashed anew, Then what no longer follows is the seal after it, or the head', () => {
    fc.assert(
      fc.property(placed, ({ whole, seal }) => {
        const forge = (old: Seal): Seal => ({ ...old, at: old.at + 1, hash: sealHash({ ...old, at: old.at + 1 }) });
        const [found, ...others] = verifyChain(withSeal(whole, seal, forge));
        expect(found?.place).toBe(seal + 1 === whole.seals.length ? 'head' : `seal ${seal + 2}`);
        expect(others).toEqual([]);
      }),
    );
  });

  it('Given a chain, When any seal is removed, Then it is the first fault', () => {
    fc.assert(
      fc.property(placed, ({ whole, seal }) => {
        const seals = whole.seals.filter((_, index) => index !== seal);
        expect(verifyChain({ ...whole, seals })[0]).toMatchObject({ place: `seal ${seal + 1}`, what: 'is missing' });
      }),
    );
  });

  it('Given a chain, When two seals change places, Then the first fault is at one of them', () => {
    fc.assert(
      fc.property(placed, ({ whole, seal }) => {
        const other = (seal + 1) % whole.seals.length;
        if (other === seal) return;
        const [a, b] = [whole.seals[seal], whole.seals[other]];
        if (a === undefined || b === undefined) throw new Error('no such seal');
        const swapped = whole.seals.map((one) => {
          if (one === a) return { ...b, number: a.number };
          return one === b ? { ...a, number: b.number } : one;
        });
        const [found] = verifyChain({ ...whole, seals: swapped });
        expect(found?.place).toBe(`seal ${Math.min(seal, other) + 1}`);
      }),
    );
  });

  it('Given a chain, When its end is cut off or grown without the head, Then that is told', () => {
    fc.assert(
      fc.property(chain, (whole) => {
        const last = whole.seals.at(-1);
        if (last === undefined) throw new Error('no seal');
        const behind = { number: last.number - 1, hash: last.previousHash };
        expect(verifyChain({ ...whole, head: behind })).not.toEqual([]);
        expect(verifyChain({ ...whole, head: { ...whole.head, number: last.number + 1 } })[0]?.place).toBe(
          `seal ${last.number + 1}`,
        );
        expect(verifyChain({ ...whole, head: { number: last.number, hash: 'x' } })[0]?.place).toBe('head');
      }),
    );
  });
});
