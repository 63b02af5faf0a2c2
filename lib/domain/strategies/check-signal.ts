import { comparePrices, type ExactPrice, exactPrice } from '../indicators/exact-price.ts';
import type { Bar } from '../shared/bar.ts';
import { SIGNAL_ACTIONS, type Signal } from './strategy.ts';

const KEYS: readonly string[] = [
  'action',
  'ranking',
  'reason',
  'stop',
  'target',
  'limit',
  'targetWeight',
  'band',
] satisfies (keyof Signal)[];
const PRICES = ['stop', 'target', 'limit'] as const;

/** A decimal above zero in plain or exponent notation. */
const POSITIVE = /^(?=.*[1-9].*)\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?$/i;

/**
 * What is wrong with a signal that a strategy raised on `bar`: what was received and what is expected; `null` for a sound one. A
 * strategy is code that no type checker may have seen, so nothing about the signal is taken for granted.
 */
export function checkSignal(signal: Signal, bar: Bar): string | null {
  if (typeof signal !== 'object' || signal === null) return fault('a signal', signal, 'an object');
  const stranger = Object.keys(signal).find((key) => !KEYS.includes(key));
  if (stranger !== undefined) return fault('the unknown key', stranger, `only ${KEYS.join(', ')}`);
  const { action, ranking, reason } = signal;
  if (!SIGNAL_ACTIONS.includes(action)) return fault('the action', action, `one of ${SIGNAL_ACTIONS.join(', ')}`);
  if (!isWithin(ranking, 100)) return fault('the ranking', ranking, 'a number of 0–100');
  if (typeof reason !== 'string') return fault('the reason', reason, 'a text');
  return checkPrices(signal, bar) ?? checkWeight(signal);
}

function checkPrices(signal: Signal, bar: Bar): string | null {
  const { action, stop, target, limit } = signal;
  for (const name of PRICES) {
    const price = signal[name];
    if (price === undefined) continue;
    if (!isPrice(price)) return fault(`the ${name}`, price, 'a price above 0');
    if (action === 'HOLD' || (action === 'CLOSE' && name !== 'limit')) {
      return fault(`a ${name} on ${action}`, price, name === 'limit' ? 'none' : 'one on BUY or SELL only');
    }
  }
  if (action === 'HOLD' || action === 'CLOSE') return null;
  const prices = [exactPrice(bar, 'close'), ...(limit === undefined ? [] : [limit])];
  return (
    checkSide('stop', stop, prices, action === 'BUY' ? -1 : 1) ??
    checkSide('target', target, prices, action === 'BUY' ? 1 : -1)
  );
}

/** The price must lie on that side of the close, and of the limit if there is one. */
function checkSide(
  name: string,
  price: ExactPrice | undefined,
  prices: readonly ExactPrice[],
  side: -1 | 1,
): string | null {
  if (price === undefined) return null;
  const other = prices.find((one) => comparePrices(price, one) !== side);
  return other === undefined ? null : fault(`the ${name}`, price, `one ${side < 0 ? 'below' : 'above'} ${other}`);
}

function checkWeight({ action, targetWeight, band }: Signal): string | null {
  if (targetWeight === undefined)
    return band === undefined ? null : fault('a band', band, 'one with a targetWeight only');
  if (action !== 'BUY') return fault(`a targetWeight on ${action}`, targetWeight, 'one on BUY only');
  if (!isWithin(targetWeight, 1)) return fault('the targetWeight', targetWeight, 'a fraction 0–1');
  return band === undefined || isWithin(band, 1) ? null : fault('the band', band, 'a fraction 0–1');
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === 'number' && value >= 0 && value <= most;
}

function isPrice(price: unknown): boolean {
  if (typeof price === 'number') return Number.isFinite(price) && price > 0;
  return typeof price === 'string' && POSITIVE.test(price);
}

function fault(what: string, received: unknown, expected: string): string {
  return `received ${what} ${show(received)}, expected ${expected}`;
}

/** Longest value in a message. */
const MAX_SHOWN = 60;

function show(value: unknown): string {
  const text =
    typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'an object') : String(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}
