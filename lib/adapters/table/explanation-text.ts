import type { FillExplanation } from '#domain/orders/fill.ts';
import { Decimal } from '#domain/shared/decimal.ts';

/** A fill's explanation as JSON text: people read it, nothing computes with it. */
export function encodeExplanation(explanation: FillExplanation): string {
  return JSON.stringify(explanation);
}

export function decodeExplanation(text: string | null): FillExplanation | null {
  if (text === null) return null;
  const raw: FillExplanation = JSON.parse(text);
  return {
    ...raw,
    referencePrice: new Decimal(raw.referencePrice),
    slippageBps: new Decimal(raw.slippageBps),
    impactBps: new Decimal(raw.impactBps),
    feeRate: new Decimal(raw.feeRate),
  };
}
