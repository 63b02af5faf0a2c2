import { describe, expect, it } from 'vitest';
import type { Account } from '#domain/accounts/account.ts';
import { AccountValuation, closeOf } from '#domain/accounts/account-valuation.ts';
import type { EquitySnapshot } from '#domain/accounts/equity-snapshot.ts';
import { fixedText } from '#domain/shared/fixed.ts';
import { DAY } from '#domain/shared/instant.ts';
import { anAccount, aPosition, barsOf, d, SYMBOL, T0 } from '../../support/builders.ts';

const long = aPosition({ quantity: d(10), cost: d(1000) });
const short = aPosition({ symbol: 'ETH/USD', quantity: d(-2), cost: d(-400), mark: d('210.5') });
/** 10,000 of which 600 are in the two positions. */
const invested = anAccount({ cash: d(9400), realizedPnl: d(5), fees: d(2) });

function close(valuation: AccountValuation, day = 0): EquitySnapshot {
  return valuation.close(T0 + day * DAY, T0 + day * DAY + 60_000);
}

function worth({ equity, positionValue, unrealizedPnl }: EquitySnapshot): string {
  return [equity, positionValue, unrealizedPnl].map(fixedText).join(' ');
}

describe('AccountValuation at a close', () => {
  it('Given a long without and a short with a mark, Then one counts at its cost, the other at its value', () => {
    const snapshot = close(new AccountValuation(invested, [long, short, aPosition({ symbol: 'FLAT' })], null));
    expect(worth(snapshot)).toBe('9979 579 -21');
    expect([snapshot.cash, snapshot.realizedPnl, snapshot.drawdown].map(fixedText)).toEqual(['9400', '3', '0.0021']);
  });

  it('Given prices of one symbol, Then the last one counts, for it alone', () => {
    const valuation = new AccountValuation(invested, [long, short], null);
    valuation.price(SYMBOL, 120);
    valuation.price(SYMBOL, '110');
    valuation.price('XRP/USD', 1);
    expect(valuation.equity.toFixed()).toBe('10079');
    expect(worth(close(valuation))).toBe('10079 679 79');
    valuation.price('ETH/USD', 200);
    expect(worth(close(valuation))).toBe('10100 700 100');
  });

  it('Given a fill, When the rows after it are followed, Then the next close has them', () => {
    const valuation = new AccountValuation(invested, [long, short], null);
    close(valuation);
    valuation.follow({ ...invested, cash: d(9000), fees: d(7) }, [long]);
    const snapshot = close(valuation);
    expect(worth(snapshot)).toBe('10000 1000 0');
    expect(fixedText(snapshot.realizedPnl)).toBe('-2');
  });

  it.each([
    ['the symbol is held', SYMBOL, [short, long], '10'],
    ['another is held', SYMBOL, [short], '0'],
    ['the session trades several', null, [long], null],
  ])('Given that %s, Then the quantity is shown, or none', (_, only, positions, quantity) => {
    const { positionQuantity } = close(new AccountValuation(invested, positions, only));
    expect(positionQuantity?.toFixed() ?? null).toBe(quantity);
  });
});

describe('peak, drawdown and day', () => {
  const figures = (account: Account) => [account.peak, account.maxDrawdown, account.dayStartEquity].map(String);

  it('Given a fall and a recovery, Then the drawdown ends and the deepest stays', () => {
    const start = anAccount({ cash: d(9000) });
    const valuation = new AccountValuation(start, [long], SYMBOL);
    const falls = [80, 90, 100, 120, 114].map((price) => {
      valuation.price(SYMBOL, price);
      return fixedText(close(valuation).drawdown);
    });
    expect(falls).toEqual(['0.02', '0.01', '0', '0', '0.005882352941176471']);
    expect(figures(valuation.marked(start))).toEqual(['10200', '0.02', '10000']);
  });

  it('Given a deeper drawdown from before, Then it stays the deepest', () => {
    const start = anAccount({ cash: d(9000), peak: d(20_000), maxDrawdown: d('0.6') });
    const valuation = new AccountValuation(start, [long], SYMBOL);
    expect(fixedText(close(valuation).drawdown)).toBe('0.5');
    expect(figures(valuation.marked(start))).toEqual(['20000', '0.6', '10000']);
  });

  it('Given an account that never had anything, When it owes, Then there is nothing to fall from', () => {
    const nothing = { equity: d(0), peak: d(0), dayStartEquity: d(0) };
    const valuation = new AccountValuation(anAccount({ ...nothing, cash: d(-5) }), [], null);
    expect(fixedText(close(valuation).drawdown)).toBe('0');
  });

  it('Given closes of two days, Then the second begins with the last equity of the first', () => {
    const start = anAccount({ cash: d(9000) });
    const valuation = new AccountValuation(start, [long], SYMBOL);
    const days = [
      { price: 110, day: 0 },
      { price: 120, day: 0 },
      { price: 130, day: 1 },
    ].map(({ day, price }) => {
      valuation.price(SYMBOL, price);
      close(valuation, day);
      const account = valuation.marked(start);
      return [account.day, account.dayStartEquity.toFixed(), account.markedAt - T0];
    });
    expect(days).toEqual([
      ['2026-01-05', '10000', 60_000],
      ['2026-01-05', '10000', 60_000],
      ['2026-01-06', '10200', DAY + 60_000],
    ]);
  });

  it('Given no close yet, Then the account has the figures that it had', () => {
    const fresh = anAccount();
    expect(new AccountValuation(fresh, [], null).marked(fresh)).toEqual(fresh);
    const old = anAccount({ day: '2026-01-04', dayStartEquity: d(7), equity: d(8), peak: d(9), markedAt: 5 });
    expect(new AccountValuation(old, [], null).marked(old)).toEqual(old);
  });

  it('Given a close on the day of the last mark, Then the day’s first equity stays', () => {
    const start = anAccount({ day: '2026-01-05', dayStartEquity: d(9999) });
    const valuation = new AccountValuation(start, [], null);
    close(valuation);
    expect(valuation.marked(start).dayStartEquity.toFixed()).toBe('9999');
  });
});

describe('closeOf', () => {
  it.each([['100.1'], ['0.12345678901234567890']])(
    'Given a close of %s, Then its price is that very decimal',
    (text) => {
      const [bar] = barsOf([text]);
      expect(bar && d(closeOf(bar)).eq(d(text))).toBe(true);
    },
  );
});
