import type { EventSubject } from '#domain/events/domain-event.ts';

type RiskSubject = Extract<EventSubject, { about: 'risk' }>;

/** A risk event's figures are words in the ledger, and those that there are not are words as well. */
export function riskFields({ event, name }: RiskSubject) {
  const { detail, id: riskEventId, severity } = event;
  const word = (field: string): string => detail[field] ?? '';
  const limit = { riskEventId, rule: word('rule'), mode: word('mode') };
  switch (name) {
    case 'RiskLimitExceeded':
      return {
        ...limit,
        rung: word('rung'),
        value: decimalIn(word('value')),
        limit: decimalIn(word('limit')),
        used: numberIn(word('used')),
      };
    case 'MarginCallWarning':
      return { ...limit, ratio: numberIn(word('ratio')), limit: numberIn(word('limit')) };
    case 'DriftDetected':
      return {
        riskEventId,
        reconciliationId: word('reconciliationId'),
        severity,
        drift: word('drift'),
        subject: word('subject'),
        symbol: word('symbol') === 'none' ? null : word('symbol'),
        quantity: decimalIn(word('quantity')),
        value: decimalIn(word('value')),
        since: word('since'),
      };
  }
}

/** `none`, `unknown` and `no equity` are no figures. */
function decimalIn(text: string): string | null {
  return /^-?\d+(\.\d+)?$/.test(text) ? text : null;
}

/** `Infinity` is none that JSON knows. */
function numberIn(text: string): number | null {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : null;
}
