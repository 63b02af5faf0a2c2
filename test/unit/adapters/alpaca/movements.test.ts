import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlpacaBroker } from '#adapters/alpaca/alpaca-broker.ts';
import { type AlpacaDesk, openAlpacaDesk } from '../../../support/venue/alpaca-desk.ts';

const FEE = {
  activity_type: 'FEE',
  id: '20261118000000000::7ac6f0c2',
  date: '2026-11-18',
  net_amount: '-0.02',
  description: 'TAF fee for proceed of 10 shares',
  status: 'executed',
};
const DIVIDEND = {
  activity_type: 'DIV',
  id: '20261119000000000::5f596936',
  date: '2026-11-19',
  net_amount: 1.02,
  symbol: 'T',
  qty: '2',
  per_share_amount: '0.51',
};
const DEPOSIT = { activity_type: 'CSD', id: '20261120000000000::aa', date: '2026-11-20', net_amount: '5000' };

describe('cash movements of Alpaca', () => {
  let desk: AlpacaDesk;
  beforeEach(async () => {
    desk = await openAlpacaDesk((wire) => new AlpacaBroker(wire));
  });
  afterEach(() => desk.close());

  it('Given fees, dividends and deposits, Then they are told the oldest first, exact, and the owner’s money apart', async () => {
    desk.movements.list = [DEPOSIT, DIVIDEND, FEE];
    const told = await desk.broker.listCashMovements();
    expect(told.map(({ amount, ...rest }) => ({ ...rest, amount: amount.toFixed() }))).toEqual([
      { id: FEE.id, kind: 'result', what: 'FEE TAF fee for proceed of 10 shares', amount: '-0.02' },
      { id: DIVIDEND.id, kind: 'result', what: 'DIV T', amount: '1.02' },
      { id: DEPOSIT.id, kind: 'transfer', what: 'CSD', amount: '5000' },
    ]);
  });

  it('Given what moved no cash, Then it is left out', async () => {
    desk.movements.list = [
      { ...FEE, status: 'canceled' },
      { ...FEE, id: 'b', activity_type: 'SPLIT', net_amount: '0' },
      { ...FEE, id: 'c', activity_type: 'FILL' },
      { activity_type: 'CFEE', id: 'd', qty: '-0.0001', symbol: 'BTCUSD' },
    ];
    expect(await desk.broker.listCashMovements()).toEqual([]);
  });

  it('Given a server that has no such list, Then there is none; Given one that answers nonsense, Then that is no answer', async () => {
    expect(await desk.broker.listCashMovements()).toEqual([]);
    desk.movements.list = [{ id: 7 }];
    await expect(desk.broker.listCashMovements()).rejects.toMatchObject({ code: 'UNREADABLE' });
  });
});
