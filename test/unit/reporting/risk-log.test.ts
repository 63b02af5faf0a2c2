import { describe, expect, it } from 'vitest';
import { MARKET } from '#domain/orders/order-terms.ts';
import type { RiskNotice } from '#domain/reporting/session-records.ts';
import { aFill, anIntent, d, T0 } from '../../support/builders.ts';
import { anExplanation, anOrder, aRun } from '../../support/session-builders.ts';
import { renderSessionFiles } from '../../support/session-files.ts';

const HEADER =
  'timestamp,type,severity,rule,limit,value,unit,mode,symbol,side,quantity,price,purpose,strategy,client_order_id,event_id';

const violation = (rule: string, unit = 'of equity') => ({ rule, limit: '0.1', value: '0.95', unit });

function aDenial(clientOrderId: string, ...rules: readonly string[]) {
  const intent = anIntent({ clientOrderId, terms: MARKET, signalTime: T0 + 60_000, quantity: d('0.00000001') });
  return anOrder({ intent, state: 'REJECTED', cause: 'RISK', violations: rules.map((rule) => violation(rule)) });
}

function aNotice(changes: Partial<RiskNotice> = {}): RiskNotice {
  const detail = { rule: 'max_drawdown', rung: 'pause', mode: 'PAUSED', value: '0.19', limit: '0.15', used: '1.26' };
  return { id: 'event', kind: 'RiskLimitExceeded', severity: 'critical', at: T0 + 60_000, detail, ...changes };
}

function riskCsv(records: Partial<Parameters<typeof renderSessionFiles>[0]>): readonly string[] {
  const files = renderSessionFiles({ snapshots: [], fills: [], orders: [], events: [], ...records }, aRun());
  return files['risk.csv'].trimEnd().split('\n');
}

describe('risk.csv', () => {
  it('Given nothing denied and nothing restricted, Then there is the header', () => {
    expect(riskCsv({ orders: [anOrder({ state: 'REJECTED', cause: 'tick' })] })).toEqual([HEADER]);
  });

  it('Given denied orders and an event of one close, Then the event is first, and each violated rule has a row', () => {
    const order = ',SYN/USD,buy,0.00000001,100,entry,test';
    expect(riskCsv({ orders: [aDenial('b', 'max_leverage'), aDenial('a', 'x', 'y')], events: [aNotice()] })).toEqual([
      HEADER,
      '2026-01-05T14:31:00Z,RiskLimitExceeded,critical,max_drawdown,0.15,0.19,of the highest equity,PAUSED,,,,,,,,event',
      `2026-01-05T14:31:00Z,OrderDenied,warning,x,0.1,0.95,of equity,${order},a,`,
      `2026-01-05T14:31:00Z,OrderDenied,warning,y,0.1,0.95,of equity,${order},a,`,
      `2026-01-05T14:31:00Z,OrderDenied,warning,max_leverage,0.1,0.95,of equity,${order},b,`,
    ]);
  });

  it('Given a unit with a comma or a quote, Then the cell is quoted', () => {
    const [, row] = riskCsv({ orders: [{ ...aDenial('a'), violations: [violation('x', 'time, by "guard"')] }] });
    expect(row).toContain(',0.95,"time, by ""guard""",,SYN/USD');
  });

  it('Given a margin call, a release and a loss in money, Then each has the unit that it is measured in', () => {
    const events = [
      aNotice({ id: '1', kind: 'MarginCallWarning', detail: { rule: 'margin_ratio', ratio: '0.6', limit: '0.5' } }),
      aNotice({ id: '2', kind: 'RiskLimitCleared', detail: { rule: 'max_daily_loss', mode: 'NORMAL' } }),
      aNotice({ id: '3', detail: { rule: 'max_daily_loss', value: '51', limit: '50' } }),
    ];
    const cells = riskCsv({ events }).map((row) => row.split(',').slice(3, 8).join(','));
    expect(cells.slice(1)).toEqual([
      'margin_ratio,0.5,0.6,of equity,',
      'max_daily_loss,,,,NORMAL',
      'max_daily_loss,50,51,USD,',
    ]);
  });

  it('Given a liquidation and funding, Then only the former is told; what a crash left in the ledger is not', () => {
    const explanation = anExplanation({ trigger: 'liquidation' });
    const fills = [
      aFill({ clientOrderId: null, side: 'sell', explanation, id: 'f' }),
      aFill({ clientOrderId: null, explanation: anExplanation({ trigger: 'funding' }) }),
    ];
    expect(riskCsv({ fills, events: [aNotice({ kind: 'OrderOutcomeUnknown' })] })).toEqual([
      HEADER,
      '2026-01-05T14:30:00Z,Liquidation,critical,,,,,REDUCE_ONLY,SYN/USD,sell,10,100,,,,fill#SYN/USD#f',
    ]);
  });
});
