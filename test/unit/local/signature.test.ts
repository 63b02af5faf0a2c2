import { describe, expect, it } from 'vitest';
import { type SignableRequest, signRequest, verifySignature } from '#local/http/signature.ts';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const scope = { region: 'us-east-1', service: 'execute-api' };
const NOW = Date.UTC(2026, 0, 5, 14, 30);
const request: SignableRequest = {
  method: 'POST',
  url: new URL('http://127.0.0.1:8080/sessions/abc%20d/stop?b=2&a=1'),
  headers: { 'content-type': 'application/json' },
  body: '{"flatten":true}',
};

async function verify(changes: Partial<SignableRequest> = {}, now = NOW, key: typeof credentials | null = credentials) {
  const headers = await signRequest(request, credentials, scope, new Date(NOW));
  return verifySignature(
    { ...request, headers, ...changes },
    (id) => (id === credentials.accessKeyId ? key : null),
    now,
  );
}

describe('verifySignature', () => {
  it('Given a signed request, Then it is valid and names its key', async () => {
    expect(await verify()).toEqual({ kind: 'valid', accessKeyId: 'AKIATEST' });
  });

  it.each<[string, () => ReturnType<typeof verify>]>([
    ['another body', () => verify({ body: '{}' })],
    ['another path', () => verify({ url: new URL('http://127.0.0.1:8080/sessions') })],
    ['another query', () => verify({ url: new URL('http://127.0.0.1:8080/sessions/abc%20d/stop?b=2&a=2') })],
    ['another method', () => verify({ method: 'DELETE' })],
    ['another secret', () => verify({}, NOW, { ...credentials, secretAccessKey: 'other' })],
    ['an unknown key', () => verify({}, NOW, null)],
    ['an old date', () => verify({}, NOW + 301_000)],
    ['no signature', () => verify({ headers: {} })],
  ])('Given %s, Then it is refused', async (_name, attempt) => {
    expect((await attempt()).kind).toBe('refused');
  });
});
