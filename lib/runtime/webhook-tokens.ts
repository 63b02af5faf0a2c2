import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { MINUTE } from '#domain/shared/instant.ts';
import { required } from './function-environment.ts';
import { readSecretJson } from './read-secret.ts';
import type { Runtime } from './runtime.ts';
import { wallClock } from './system-clock.ts';

/** The tokens could not be read: nobody can be told from anybody else. The message holds none. */
export class WebhookTokensError extends Error {
  readonly code = 'WEBHOOK_TOKENS';
  override readonly name = 'WebhookTokensError';
}

/** Says who may send signals of a strategy. */
export interface WebhookTokens {
  /** @throws {WebhookTokensError} when the tokens cannot be read. */
  isRight(strategy: string, token: string): Promise<boolean>;
}

const MAX_AGE = 5 * MINUTE;
/** A token that is not known may be a new one: the secret is read again, but not for everyone who guesses. */
const LOOK_AGAIN = MINUTE;
/** A shorter one in the secret counts as none. */
export const LEAST_TOKEN = 16;

const schema = z.record(z.string(), z.string());

/** Tokens by strategy, read from one secret and kept for some minutes. */
export class CachedTokens implements WebhookTokens {
  readonly #read: () => Promise<unknown>;
  readonly #now: () => number;
  #tokens: ReadonlyMap<string, string> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param read the secret's content: strategy → token */
  constructor(read: () => Promise<unknown>, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  async isRight(strategy: string, token: string): Promise<boolean> {
    if (this.#now() - this.#readAt >= MAX_AGE) await this.#renew();
    if (this.#matches(strategy, token)) return true;
    if (this.#now() - this.#readAt < LOOK_AGAIN) return false;
    await this.#renew();
    return this.#matches(strategy, token);
  }

  /** Takes as long for a strategy that has no token as for a wrong one. */
  #matches(strategy: string, token: string): boolean {
    const expected = this.#tokens.get(strategy) ?? '';
    const isSame = timingSafeEqual(digest(token), digest(expected));
    return isSame && expected.length >= LEAST_TOKEN;
  }

  async #renew(): Promise<void> {
    const content = await this.#read().catch((cause: unknown) => {
      throw new WebhookTokensError('the tokens of the webhook cannot be read', { cause });
    });
    const parsed = z.safeParse(schema, content);
    if (!parsed.success) throw new WebhookTokensError('the secret of the webhook: expected JSON, strategy → token');
    this.#tokens = new Map(Object.entries(parsed.data));
    this.#readAt = this.#now();
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The tokens of the function that answers the webhook. */
export function openWebhookTokens({ environment }: Runtime): WebhookTokens {
  const secretId = required(environment.webhookSecretId, 'WEBHOOK_SECRET_ID');
  return new CachedTokens(
    () => readSecretJson(secretId),
    () => wallClock.now(),
  );
}
