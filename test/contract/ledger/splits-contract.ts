import { beforeEach, describe, expect, it } from 'vitest';
import type { SplitApplication } from '#application/ports/ledger.ts';
import { AccountValuation } from '#domain/accounts/account-valuation.ts';
import { markPosition } from '#domain/accounts/mark-position.ts';
import { restrictAccount } from '#domain/risk/restrict-account.ts';
import { MINUTE } from '#domain/shared/instant.ts';
import type { SplitNote } from '#domain/splits/split-book.ts';
import { splitRows } from '#domain/splits/split-position.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import { ACCOUNT, d, TradingDesk } from '../support/trading-desk.ts';

const SYMBOL = 'ACME';
/** The day after the fills. */
const DAY_AFTER = Math.floor(NOW / 86_400_000) + 1;

function noteOf(changes: Partial<SplitNote> = {}): SplitNote {
  const rates = { oldRate: d(1), newRate: d(4) };
  return { symbol: SYMBOL, exDay: DAY_AFTER, ...rates, appliedAt: NOW + MINUTE, isInHistory: false, ...changes };
}

export function splitsContract(createTable: TableFactory): void {
  describe('splits', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.running(createTable);
    });

    const book = async () => (await desk.ledger.readAccount())?.splits;

    async function applicationOf(note = noteOf()): Promise<SplitApplication> {
      const { account, position } = await desk.view(SYMBOL);
      const fills = await desk.ledger.listFills(null);
      const rows = splitRows({ account, position }, note, fills, { at: NOW, last: fills.at(-1)?.sequence ?? '' });
      const isSplit = rows.kind === 'split';
      const event = { id: `SplitApplied#${note.exDay}`, account: ACCOUNT, sessionId: 's1', kind: 'SplitApplied' };
      return {
        note,
        entry: isSplit ? rows.entry : null,
        position: { before: position, after: isSplit ? rows.position : position },
        account: { before: account, after: isSplit ? rows.account : account },
        riskEvent: { ...event, severity: 'info', at: NOW, detail: { symbol: SYMBOL } },
      };
    }

    async function mark(price: number, openTime = NOW): Promise<void> {
      const { account, position } = await desk.view(SYMBOL);
      const prices = { open: price, high: price, low: price, close: price, volume: 1 };
      const bar = { symbol: SYMBOL, openTime, closeTime: openTime + MINUTE, ...prices };
      const valuation = new AccountValuation(account, [position], SYMBOL);
      valuation.price(SYMBOL, price);
      const snapshot = valuation.close(openTime, bar.closeTime);
      const after = valuation.marked(account);
      const marked = { before: account, after, positions: [markPosition(position, bar)], sessionId: 's1', snapshot };
      expect(await desk.ledger.mark({ ...marked, riskEvents: [], stop: null })).toBe('committed');
    }

    it('Given a position that is marked, When it is split, Then rows, entry, note and event say so, and read back the same', async () => {
      await desk.buy('1', 10, SYMBOL);
      await mark(100);
      const application = await applicationOf();
      expect(await desk.ledger.applySplit(application)).toBe('applied');
      const { account, position } = await desk.view(SYMBOL);
      expect([position.quantity, position.mark, position.holding?.highest].map(String)).toEqual(['40', '25', '25']);
      expect(position).toEqual(application.position.after);
      expect(account).toEqual(application.account.after);
      expect(await desk.ledger.readFill(SYMBOL, application.entry?.id ?? '')).toEqual(application.entry);
      expect((await book())?.notes.get(SYMBOL)).toEqual(noteOf());
      expect((await desk.ledger.listRiskEvents()).map(({ kind }) => kind)).toEqual(['SplitApplied']);
    });

    it('Given nothing held, When a late fill comes before the write, Then the split is not noted over it', async () => {
      const application = await applicationOf();
      expect(application.entry).toBeNull();
      await desk.buy('1', 10, SYMBOL);
      expect(await desk.ledger.applySplit(application)).toBe('changed');
      expect((await book())?.notes.size).toBe(0);
      expect(await desk.ledger.applySplit(await applicationOf())).toBe('applied');
      expect((await desk.view(SYMBOL)).position.quantity.toFixed()).toBe('40');
    });

    it('Given a split that is in, When it or an earlier one comes again, Then it is a duplicate, and nothing moves', async () => {
      await desk.buy('1', 10, SYMBOL);
      const application = await applicationOf();
      expect(await desk.ledger.applySplit(application)).toBe('applied');
      const before = await desk.ledger.readAccount();
      // The very same write is a repeat of one whose answer was lost.
      expect(await desk.ledger.applySplit(application)).toBe('applied');
      expect(await desk.ledger.applySplit(await applicationOf())).toBe('duplicate');
      expect(await desk.ledger.applySplit(await applicationOf(noteOf({ exDay: DAY_AFTER - 1 })))).toBe('duplicate');
      expect(await desk.ledger.readAccount()).toEqual(before);
      expect(await desk.ledger.applySplit(await applicationOf(noteOf({ exDay: DAY_AFTER + 1 })))).toBe('applied');
      expect((await desk.view(SYMBOL)).position.quantity.toFixed()).toBe('160');
    });

    it('Given a fill, or a mark, since the read, When it is split, Then it has changed', async () => {
      await desk.buy('1', 10, SYMBOL);
      const beforeMark = await applicationOf();
      await mark(100);
      expect(await desk.ledger.applySplit(beforeMark)).toBe('changed');
      const beforeFill = await applicationOf();
      await desk.buy('2', 10, SYMBOL);
      expect(await desk.ledger.applySplit(beforeFill)).toBe('changed');
      expect((await book())?.notes.size).toBe(0);
      expect(await desk.ledger.applySplit(await applicationOf())).toBe('applied');
      expect((await desk.view(SYMBOL)).position.quantity.toFixed()).toBe('80');
    });

    it('Given a symbol that nobody holds, When it is split, Then only the note and the event are there', async () => {
      const before = await desk.ledger.readAccount();
      expect(await desk.ledger.applySplit(await applicationOf())).toBe('applied');
      const after = await desk.ledger.readAccount();
      expect({ ...after, splits: null }).toEqual({ ...before, splits: null });
      expect(after?.splits.notes.get(SYMBOL)).toEqual(noteOf());
    });

    it('Given an account that is restricted with it, Then its mode says so; not over a kill', async () => {
      const application = await applicationOf();
      const { before } = application.account;
      const restricted = { ...application, account: { before, after: restrictAccount(before, 'split') } };
      await desk.ledger.kill();
      expect(await desk.ledger.applySplit(restricted)).toBe('changed');
      expect((await desk.view(SYMBOL)).account.mode).toBe('HALTED');
    });

    it('Given a note, When its history is confirmed, Then it says so; not of an earlier split', async () => {
      await desk.ledger.applySplit(await applicationOf());
      await desk.ledger.confirmHistory(noteOf({ exDay: DAY_AFTER - 1 }));
      expect((await book())?.notes.get(SYMBOL)).toEqual(noteOf());
      await desk.ledger.confirmHistory(noteOf());
      expect((await book())?.notes.get(SYMBOL)).toEqual(noteOf({ isInHistory: true }));
    });

    it('Given what was asked, When it is saved over what was read, Then it is there; over anything else it has changed', async () => {
      const first = { since: 20_000, round: 40_000, symbols: new Set([SYMBOL]) };
      const second = { ...first, round: 40_001, symbols: new Set([SYMBOL, 'OTHER']) };
      expect((await book())?.asked).toBeNull();
      expect(await desk.ledger.saveAskedSplits(null, first)).toBe('committed');
      expect(await desk.ledger.saveAskedSplits(null, first)).toBe('committed');
      expect(await desk.ledger.saveAskedSplits(first, second)).toBe('committed');
      expect(await desk.ledger.saveAskedSplits(null, first)).toBe('changed');
      expect(await desk.ledger.saveAskedSplits(first, { ...first, round: 40_002 })).toBe('changed');
      expect((await book())?.asked).toEqual(second);
    });
  });
}
