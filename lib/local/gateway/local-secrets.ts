import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { NOTICE_SECRET_FIELDS } from '#application/contracts/notice-secret.ts';
import {
  ALPACA_VARIABLES,
  brokerVariables,
  type Environment,
  findVariable,
} from '#application/contracts/venue-variables.ts';
import { FIRST_WEBHOOK_STRATEGY, WEBHOOK_TOKENS_VARIABLE } from '#application/contracts/webhook-tokens.ts';

/** Strategy → token of the webhook. */
export type WebhookTokens = Readonly<Record<string, string>>;

/** The base URLs and keys that the local cloud answers as secrets, from the ecosystem's variables. */
export interface LocalSecrets {
  /** Of the secret with this name, `null` when nothing answers for it. */
  valueOf(name: string): string | null;
  readonly webhookTokens: WebhookTokens;
}

/**
 * The secrets of a local cloud by the names in the template: market data always from the local server, so that its key never leaves the machine, the
 * broker's by its kind (`alpaca`, `ccxt:binance`). The webhook has a new token at each boot, as the template's secret at its making, or those of the variable.
 */
export function localSecrets(environment: Environment, marketDataUrl: string, broker: string): LocalSecrets {
  const webhookTokens = readTokens(environment[WEBHOOK_TOKENS_VARIABLE]);
  return {
    webhookTokens,
    valueOf: (name) => {
      if (name.includes('-WebhookTokens')) return JSON.stringify(webhookTokens);
      if (name.includes('-Notices')) return noticeSecret(environment);
      if (name.includes('-MarketData')) return marketDataSecret(environment, marketDataUrl);
      return name.includes('-Broker') ? brokerSecret(environment, broker) : null;
    },
  };
}

/** @throws for a text that is no JSON of tokens; what it is, is not told. */
function readTokens(text: string | undefined): WebhookTokens {
  if (text === undefined) return { [FIRST_WEBHOOK_STRATEGY]: randomBytes(20).toString('hex') };
  const parsed = z.safeParse(tokens, parseJson(text));
  if (!parsed.success) throw new Error(`${WEBHOOK_TOKENS_VARIABLE}: expected JSON as {"strategy":"token"}`);
  return parsed.data;
}

const tokens = z.record(z.string(), z.string());

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function marketDataSecret(environment: Environment, url: string): string {
  const { keyId, secretKey, dataUrl } = ALPACA_VARIABLES;
  return JSON.stringify({
    [keyId[0]]: findVariable(environment, keyId) ?? 'local',
    [secretKey[0]]: findVariable(environment, secretKey) ?? 'local',
    [dataUrl[0]]: url,
  });
}

function noticeSecret(environment: Environment): string {
  return JSON.stringify(Object.fromEntries(NOTICE_SECRET_FIELDS.map((name) => [name, environment[name] ?? ''])));
}

function brokerSecret(environment: Environment, broker: string): string {
  const fields = brokerVariables(broker).flatMap((names) => {
    const value = findVariable(environment, names);
    return value === null ? [] : [[names[0], value]];
  });
  return JSON.stringify(Object.fromEntries(fields));
}
