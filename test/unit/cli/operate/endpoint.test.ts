import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { confirm } from '#cli/operate/confirm.ts';
import { findEndpoint } from '#cli/operate/endpoint.ts';
import { runCli } from '../../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-endpoint-'));
const before = process.cwd();
const LOCAL = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', accessKeyId: 'LK', secretAccessKey: 'LS' };
const KEYS = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK' };
const DEPLOYED = 'https://abc123.execute-api.eu-central-1.amazonaws.com';

beforeAll(() => {
  for (const name of ['empty', 'serving/.tidegate', 'odd/.tidegate'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'serving/.tidegate/local.json'), JSON.stringify(LOCAL));
  writeFileSync(join(folder, 'odd/.tidegate/local.json'), '{"endpoint": 1}');
  writeFileSync(
    join(folder, 'credentials'),
    '[desk]\naws_access_key_id = PK\naws_secret_access_key = PS\naws_session_token = PT\n',
  );
});
afterEach(() => {
  process.chdir(before);
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

function inFolder(name: string): void {
  process.chdir(join(folder, name));
}

describe('the system to operate', () => {
  it('Given a deployed one, When it is named, Then the region is that of its host, and a stage stays', async () => {
    inFolder('serving');
    expect(await findEndpoint(`${DEPLOYED}/prod/`, { ...KEYS, AWS_REGION: 'us-east-1' })).toEqual({
      url: `${DEPLOYED}/prod`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
      namedBy: '--endpoint',
    });
  });

  it('Given flag and variable, When both name one, Then the flag goes before', async () => {
    const env = { ...KEYS, AWS_REGION: 'eu-west-1', TIDEGATE_ENDPOINT: 'https://two.example', AWS_SESSION_TOKEN: 'T' };
    expect(await findEndpoint('https://one.example', env)).toMatchObject({
      url: 'https://one.example',
      region: 'eu-west-1',
    });
    expect(await findEndpoint(undefined, env)).toMatchObject({
      url: 'https://two.example',
      credentials: { sessionToken: 'T' },
      namedBy: 'TIDEGATE_ENDPOINT',
    });
  });

  it('Given neither, When a local cloud serves in this folder, Then it is that one, with its own keys', async () => {
    inFolder('serving');
    expect(await findEndpoint(undefined, KEYS)).toMatchObject({
      url: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'LK', secretAccessKey: 'LS' },
    });
  });

  it('Given a profile, When it is named, Then its keys are found as AWS SDKs find them, before those of the environment', async () => {
    vi.stubEnv('AWS_PROFILE', 'desk');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));
    const { credentials } = await findEndpoint(DEPLOYED, { ...KEYS, AWS_PROFILE: 'desk' });
    expect(credentials).toEqual({ accessKeyId: 'PK', secretAccessKey: 'PS', sessionToken: 'PT' });
  });

  it.each<[string, string, readonly string[], NodeJS.ProcessEnv, RegExp]>([
    [
      'nothing',
      'empty',
      [],
      KEYS,
      /^error: endpoint: found none, expected --endpoint URL, TIDEGATE_ENDPOINT, or \.tidegate\/local\.json/,
    ],
    [
      'a file that is odd',
      'odd',
      [],
      KEYS,
      /^error: \.tidegate\/local\.json: received a file that no local cloud has written/,
    ],
    ['no address', 'empty', ['--endpoint', 'desk'], KEYS, /^error: --endpoint: received "desk", expected https:/],
    [
      'plain http elsewhere',
      'empty',
      ['--endpoint', 'http://desk.example'],
      KEYS,
      /^error: --endpoint: received "http:\/\/desk\.example"/,
    ],
    [
      'a variable that is no address',
      'empty',
      [],
      { ...KEYS, TIDEGATE_ENDPOINT: 'ftp://x' },
      /^error: TIDEGATE_ENDPOINT: received/,
    ],
    [
      'no region',
      'empty',
      ['--endpoint', 'https://desk.example'],
      KEYS,
      /^error: AWS_REGION: not set, and https:\/\/desk\.example does not tell it; expected the region of the API\n$/,
    ],
    [
      'no region of a local cloud',
      'empty',
      ['--endpoint', 'http://127.0.0.1:1'],
      KEYS,
      /set AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY as in \.tidegate\/local\.json of its folder, or leave out/,
    ],
    [
      'no credentials',
      'empty',
      ['--endpoint', DEPLOYED],
      {},
      /^error: AWS credentials: found none \(.+\), expected AWS_ACCESS_KEY_ID/,
    ],
  ])(
    'Given %s, When a command is run, Then it exits with 2 and says what is expected',
    async (_, name, flags, env, message) => {
      inFolder(name);
      vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'));
      vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));
      for (const key of Object.keys(KEYS)) vi.stubEnv(key, undefined);
      const { code, stdout, stderr } = await runCli(['account', ...flags], env);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    },
  );
});

describe('a question before a dangerous act', () => {
  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['n\n', false],
    ['\n', false],
    [null, false],
  ])('Given the answer %j, When it is asked, Then it goes on: %s', async (answer, goesOn) => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    let asked = '';
    const stderr = { isTTY: true, write: (text: string) => (asked += text) };
    const question = confirm({ stdin, stderr, stdout: { write: () => true }, env: {} }, 'session stop a', undefined);
    if (answer === null) stdin.end();
    else stdin.write(answer);
    if (goesOn) await question;
    else
      await expect(question).rejects.toMatchObject({
        exitCode: 3,
        message: 'session stop a: not confirmed, nothing was done',
      });
    expect(asked).toBe('session stop a: are you sure? [y/N] ');
  });
});
