import * as z from 'zod/mini';
import { Decimal, ZERO } from '../shared/decimal.ts';
import { parseSymbol, SymbolError } from '../shared/symbol.ts';

/** Fraction of equity by canonical symbol. */
export type TargetWeights = Readonly<Record<string, number>>;

/** Weights as they were given: a mapping, or text `BTC/USD:0.6,ETH/USD:0.4`, or `equal`. */
const given = z.union([z.string(), z.record(z.string(), z.number())]);

const EXPECTED = 'a mapping of symbols to fractions, or text such as BTC/USD:0.6,ETH/USD:0.4, or equal';

type Weights = 'equal' | TargetWeights;
type Reading =
  | { readonly kind: 'read'; readonly weights: Weights }
  | { readonly kind: 'refused'; readonly expected: string };

/** Parses and checks weights: each 0–1, their sum at most 1, each symbol once. `equal` stays as it is. */
export const targetWeights = z.pipe(
  z.unknown(),
  z.transform((input, context): Weights => {
    const raw = z.safeParse(given, input);
    const reading = raw.success ? readWeights(raw.data) : refused(EXPECTED);
    if (reading.kind === 'read') return reading.weights;
    context.issues.push({ code: 'custom', message: reading.expected, input });
    return z.NEVER;
  }),
);

function readWeights(raw: z.output<typeof given>): Reading {
  if (raw === 'equal') return { kind: 'read', weights: 'equal' };
  const entries = typeof raw === 'string' ? entriesOf(raw) : Object.entries(raw);
  if (entries === null || entries.length === 0) return refused(EXPECTED);
  const weights = new Map<string, number>();
  for (const [name, weight] of entries) {
    const symbol = canonical(name);
    if (symbol === null) return refused(`${EXPECTED}; ${name} is no symbol`);
    if (weights.has(symbol)) return refused(`each symbol once; ${symbol} comes twice`);
    if (!(weight >= 0 && weight <= 1)) return refused(`a fraction 0–1 for ${symbol}`);
    weights.set(symbol, weight);
  }
  const sum = [...weights.values()].reduce((total, weight) => total.plus(weight), ZERO);
  if (sum.gt(1)) return refused(`weights that sum up to at most 1, not ${sum.toFixed()}`);
  const bySymbol = [...weights].sort(([a], [b]) => (a < b ? -1 : 1));
  return { kind: 'read', weights: Object.fromEntries(bySymbol) };
}

function refused(expected: string): Reading {
  return { kind: 'refused', expected };
}

/** `null` where the text is no list of symbols and fractions. */
function entriesOf(text: string): [string, number][] | null {
  const entries = text.split(',').map((part): [string, number] => {
    const [, name = '', weight = ''] = /^\s*([^:\s]+)\s*:\s*(\d+\.?\d*|\.\d+)\s*$/.exec(part) ?? [];
    return [name, Number(weight)];
  });
  return entries.some(([name]) => name === '') ? null : entries;
}

function canonical(name: string): string | null {
  try {
    return parseSymbol(name).symbol;
  } catch (error) {
    if (error instanceof SymbolError) return null;
    throw error;
  }
}

/** The same weight for each symbol, cut to 12 decimals so that their sum is never above 1. */
export function equalWeights(symbols: readonly string[]): TargetWeights {
  const weight = new Decimal(1).div(Math.max(symbols.length, 1)).toDecimalPlaces(12, Decimal.ROUND_DOWN).toNumber();
  return Object.fromEntries(symbols.map((symbol) => [symbol, weight]));
}
