import { beforeEach, describe, expect, it } from 'vitest';
import { applyFill } from '#domain/accounts/account-accounting.ts';
import type { Fill } from '#domain/orders/fill.ts';
import { declareCash, declareFill } from '#domain/reconciliation/declare.ts';
import type { Reconciliation } from '#domain/reconciliation/reconciliation.ts';
import { reconciliationIdOf } from '#domain/reconciliation/reconciliation-id.ts';
import { reverseAdjustment } from '#domain/reconciliation/reverse-adjustment.ts';
import { soundReservations } from '#domain/reconciliation/sound-reservations.ts';
import { NOW, type TableFactory } from '../support/each-table.ts';
import { ACCOUNT, d, fillOf, OPENING, orderOf, sessionOf, TradingDesk } from '../support/trading-desk.ts';

function reconciliationOf(key: string, changes: Partial<Reconciliation> = {}): Reconciliation {
  const requestedAt = changes.requestedAt ?? NOW;
  return {
    id: reconciliationIdOf('test', ACCOUNT, key, requestedAt),
    account: ACCOUNT,
    version: 1,
    key,
    trigger: 'operator',
    mode: 'AUTO_ADJUST',
    requestedAt,
    requestedBy: 'somebody',
    phase: 'looking',
    advancedAt: null,
    phaseSince: NOW,
    suspectedAt: null,
    finishedAt: null,
    outcome: null,
    decision: null,
    drifts: [],
    troubles: [],
    fillCursor: null,
    readTo: null,
    ...changes,
  };
}

const SYMBOL = 'BTC/USD';

/** 2 BTC for 200, declared. */
function declared(): Fill {
  return {
    ...fillOf(orderOf('1'), 'r~position', 2, { fee: d(0) }),
    clientOrderId: null,
    provenance: { kind: 'position', reconciliationId: 'r', of: null },
  };
}

export function reconciliationContract(createTable: TableFactory): void {
  describe('reconciliations', () => {
    let desk: TradingDesk;
    beforeEach(async () => {
      desk = await TradingDesk.create(createTable);
      await desk.ledger.openSession(sessionOf('s1'), OPENING);
    });

    const rows = () => desk.view();

    /** Declares over the rows that were read. */
    async function declare(before: Awaited<ReturnType<typeof rows>>) {
      const after = declareFill(before, declared(), NOW, d('0.01'));
      const { account, fill, position, trade } = after;
      return desk.ledger.applyFill({
        fill,
        order: null,
        position: { before: before.position, after: position },
        account: { before: before.account, after: account },
        trade,
        riskEvent: null,
      });
    }

    it('Given rows that promise what no order holds, When they are repaired, Then once, with its event, and only as they were read', async () => {
      await desk.moveSession('RUNNING');
      await desk.authorise(orderOf('1'));
      const { account, position } = await rows();
      const repair = soundReservations({ account, positions: new Map([[SYMBOL, position]]) }, [], () => d('0.01'));
      if (repair === null) throw new Error('the rows promise nothing');
      const event = {
        id: 'e',
        account: ACCOUNT,
        sessionId: null,
        kind: 'ReservationRepaired',
        severity: 'critical',
        at: NOW,
        detail: {},
      } as const;
      expect(await desk.ledger.repairReservations(repair, event)).toBe('committed');
      const after = await rows();
      expect([after.account.reserved.toFixed(), after.position.entryReserved.toFixed()]).toEqual(['0', '0']);
      expect([after.account.openSymbols.size, after.position.entryOrders.size]).toEqual([0, 0]);
      expect(await desk.ledger.listRiskEvents()).toMatchObject([{ kind: 'ReservationRepaired' }]);
      await desk.authorise(orderOf('2'));
      const between = await rows();
      expect(await desk.ledger.repairReservations(repair, { ...event, id: 'f' })).toBe('changed');
      expect(await rows()).toEqual(between);
    });

    it('Given a reconciliation, When it is opened and moved, Then once each, and read as it was written', async () => {
      const first = reconciliationOf('a');
      expect(await desk.ledger.openReconciliation(first)).toEqual(first);
      expect(await desk.ledger.openReconciliation({ ...first, mode: 'WARN_ONLY' })).toEqual(first);
      const drift = {
        kind: 'wrong_quantity',
        subject: SYMBOL,
        symbol: SYMBOL,
        quantity: d('-1.5'),
        since: NOW,
      } as const;
      const cash = { kind: 'wrong_cash', subject: 'USD', symbol: null, quantity: null, since: NOW } as const;
      const next: Reconciliation = {
        ...first,
        phase: 'done',
        advancedAt: NOW,
        suspectedAt: NOW,
        finishedAt: NOW,
        outcome: 'resolved',
        decision: { verdict: 'approved', by: 'me', at: NOW },
        drifts: [
          { ...drift, value: null, resolution: 'adjusted' },
          { ...cash, value: d('-0.25'), resolution: 'open' },
        ],
        troubles: ['fills: down'],
        fillCursor: 'c',
      };
      expect(await desk.ledger.commitReconciliation(first, next)).toBe('committed');
      expect(await desk.ledger.commitReconciliation(first, next)).toBe('committed');
      expect(await desk.ledger.commitReconciliation(first, { ...next, troubles: [] })).toBe('changed');
      expect(await desk.ledger.readReconciliation(first.id)).toEqual({ ...next, version: 2 });
      expect(await desk.ledger.readReconciliation('none')).toBeNull();
    });

    it('Given several, Then those of a time on are listed, the latest first', async () => {
      for (const [key, requestedAt] of [
        ['a', NOW],
        ['b', NOW + 1],
        ['c', NOW + 2],
      ] as const)
        await desk.ledger.openReconciliation(reconciliationOf(key, { requestedAt }));
      const keysSince = async (since: number) => (await desk.ledger.listReconciliations(since)).map(({ key }) => key);
      expect(await keysSince(0)).toEqual(['c', 'b', 'a']);
      expect(await keysSince(NOW + 1)).toEqual(['c', 'b']);
      expect(await keysSince(NOW + 3)).toEqual([]);
    });

    it('Given cash is declared, Then once, over the account that was read, and equity and peak move alike', async () => {
      const before = (await desk.view()).account;
      const adjustment = { id: 'r', account: ACCOUNT, currency: 'USD', amount: d('-12.5'), at: NOW, movement: null };
      const account = { before, after: declareCash(before, adjustment.amount) };
      expect(await desk.ledger.declareCash(adjustment, account)).toBe('applied');
      expect(await desk.ledger.declareCash({ ...adjustment, id: 'another' }, account)).toBe('changed');
      expect((await desk.view()).account).toMatchObject({
        cash: d('99987.5'),
        equity: d('99987.5'),
        peak: d('99987.5'),
        dayStartEquity: d('99987.5'),
        openingCash: d(100_000),
      });
      const again = (await desk.view()).account;
      const repeat = { before: again, after: declareCash(again, adjustment.amount) };
      expect(await desk.ledger.declareCash(adjustment, repeat)).toBe('duplicate');
      expect(await desk.ledger.listCashAdjustments()).toEqual([adjustment]);
    });

    it('Given a fee that the venue tells, Then equity falls and its peak does not, and the venue’s words are kept', async () => {
      const before = (await desk.view()).account;
      const movement = { kind: 'result', what: 'FEE regulatory' } as const;
      const adjustment = { id: 'movement#1', account: ACCOUNT, currency: 'USD', amount: d('-0.02'), at: NOW, movement };
      const account = { before, after: declareCash(before, adjustment.amount, 'result') };
      expect(await desk.ledger.declareCash(adjustment, account)).toBe('applied');
      const { cash, dayStartEquity, equity, peak } = (await desk.view()).account;
      expect([cash, equity, peak, dayStartEquity].map(String)).toEqual(['99999.98', '99999.98', '100000', '100000']);
      expect(await desk.ledger.listCashAdjustments()).toEqual([adjustment]);
    });

    it('Given a declared quantity, Then the symbol’s row says what waits for its fill, and the entry where it comes from', async () => {
      expect(await declare(await rows())).toBe('applied');
      expect(await declare(await rows())).toBe('duplicate');
      expect((await rows()).position).toMatchObject({
        quantity: d(2),
        adjustedQuantity: d(2),
        adjustedCost: d(200),
        adjustedRealized: d(0),
        adjustedAt: NOW,
      });
      expect(await desk.ledger.readFill(SYMBOL, 'r~position')).toEqual(declared());
      expect(await desk.ledger.readFill(SYMBOL, 'none')).toBeNull();
    });

    it('Given the fill that it stood in for, Then both are in by one write, once', async () => {
      await declare(await rows());
      const before = await rows();
      const fill = { ...fillOf(orderOf('1'), 'real', 2, { price: d(99) }), clientOrderId: null };
      const reversal = reverseAdjustment(before, fill, null, true);
      if (reversal === null) throw new Error('nothing is reversed');
      const after = applyFill(reversal.rows, null, fill, NOW);
      const application = {
        fill,
        order: null,
        position: { before: before.position, after: after.position },
        account: { before: before.account, after: after.account },
        trade: after.trade,
        reversal: reversal.entry,
        riskEvent: null,
      };
      expect(await desk.ledger.applyFill(application)).toBe('applied');
      const { account, position } = await rows();
      const again = {
        ...application,
        position: { before: position, after: position },
        account: { before: account, after: account },
      };
      expect(await desk.ledger.applyFill(again)).toBe('duplicate');
      expect(position).toMatchObject({ quantity: d(2), cost: d(198), adjustedQuantity: d(0), adjustedCost: d(0) });
      expect(account.cash.toFixed()).toBe('99801.9');
      const ids = (await desk.ledger.listFills(null)).map(({ id, provenance }) => [id, provenance?.kind ?? null]);
      expect(ids).toEqual(
        expect.arrayContaining([
          ['real', null],
          ['real~reversal', 'reversal'],
        ]),
      );
    });
  });
}
