import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '#domain/shared/instant.ts';
import { CachedTokens, LEAST_TOKEN, WebhookTokensError } from '#runtime/webhook-tokens.ts';

const TOKEN = 'MARKED-token-of-the-desk';

/** A secret, and how often it has been read. */
function aSecret(content: unknown = { desk: TOKEN }) {
  const secret = { content, reads: 0, now: 0, isAway: false };
  const read = async () => {
    secret.reads += 1;
    if (secret.isAway) throw new Error('AccessDenied');
    return secret.content;
  };
  return { secret, tokens: new CachedTokens(read, () => secret.now) };
}

describe('tokens of the webhook', () => {
  it.each([
    ['the token', 'desk', TOKEN, true],
    ['another token', 'desk', `${TOKEN}x`, false],
    ['a part of it', 'desk', TOKEN.slice(0, -1), false],
    ['no text', 'desk', '', false],
    ['the token of another strategy', 'other', TOKEN, false],
    ['no text for an unknown strategy', 'other', '', false],
    ['a name that every object has', 'constructor', '', false],
  ])('Given %s, Then it is right: %s %s %s', async (_, strategy, token, isRight) => {
    expect(await aSecret().tokens.isRight(strategy, token)).toBe(isRight);
  });

  it.each([
    ['empty', ''],
    ['too short', 'x'.repeat(LEAST_TOKEN - 1)],
  ])('Given a token in the secret that is %s, Then nobody has it', async (_, token) => {
    expect(await aSecret({ desk: token }).tokens.isRight('desk', token)).toBe(false);
  });

  it('Given many calls, Then the secret is read once in five minutes', async () => {
    const { secret, tokens } = aSecret();
    for (let n = 0; n < 50; n++) {
      await tokens.isRight('desk', TOKEN);
      secret.now += 6 * SECOND;
    }
    expect(secret.reads).toBe(1);
    await tokens.isRight('desk', TOKEN);
    expect(secret.reads).toBe(2);
  });

  it('Given a new token, Then it is right at once if the last look is a minute ago, and the old one is wrong within five', async () => {
    const { secret, tokens } = aSecret();
    await tokens.isRight('desk', TOKEN);
    secret.content = { desk: `${TOKEN}-2` };
    expect(await tokens.isRight('desk', `${TOKEN}-2`)).toBe(false);
    secret.now += MINUTE;
    expect(await tokens.isRight('desk', `${TOKEN}-2`)).toBe(true);
    expect(await tokens.isRight('desk', TOKEN)).toBe(false);
  });

  it('Given somebody who guesses, Then the secret is read once a minute', async () => {
    const { secret, tokens } = aSecret();
    for (let n = 0; n < 240; n++) {
      expect(await tokens.isRight('desk', `guess ${n}`)).toBe(false);
      secret.now += SECOND;
    }
    expect(secret.reads).toBe(4);
  });

  it.each([
    ['that is no JSON', null],
    ['with a token that is no text', { desk: 1 }],
    ['that is a list', [TOKEN]],
  ])('Given a secret %s, Then nobody is let in, and the error does not hold it', async (_, content) => {
    const error: unknown = await aSecret(content)
      .tokens.isRight('desk', TOKEN)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WebhookTokensError);
    expect(inspect(error, { depth: 9 })).not.toContain('MARKED');
  });

  it('Given a secret that cannot be read, Then nobody is let in; what was read before is not taken for ever', async () => {
    const { secret, tokens } = aSecret();
    secret.isAway = true;
    await expect(tokens.isRight('desk', TOKEN)).rejects.toThrow(WebhookTokensError);
    secret.isAway = false;
    expect(await tokens.isRight('desk', TOKEN)).toBe(true);
    secret.isAway = true;
    secret.now += 5 * MINUTE;
    await expect(tokens.isRight('desk', TOKEN)).rejects.toThrow('the tokens of the webhook cannot be read');
  });

  it('Given the tokens, When they are inspected, Then none shows', async () => {
    const { tokens } = aSecret();
    await tokens.isRight('desk', TOKEN);
    expect(inspect(tokens, { showHidden: true, depth: 9 }) + JSON.stringify(tokens)).not.toContain('MARKED');
  });
});
