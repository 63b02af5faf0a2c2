import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deadManPing } from '#adapters/notices/dead-man-ping.ts';
import { NoticeError } from '#application/ports/notice-channel.ts';

/** What the service answers, one after the other, the last one from then on; `hang`: nothing, ever. */
type Script = readonly (number | 'hang' | 'break')[];

let server: Server;
let url: string;
let asked: string[];
let script: Script;
let waits: number[];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const answer = script[Math.min(asked.length, script.length) - 1] ?? 200;
    if (answer === 'break') request.socket.destroy();
    else if (answer !== 'hang') response.writeHead(answer, { location: `${url}/elsewhere` }).end('OK');
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((settle) => server.close(settle));
});
beforeEach(() => {
  [asked, script, waits] = [[], [200], []];
});

function ping(address: string | undefined = `${url}/MARKED-uuid?key=MARKED`): Promise<void> {
  return deadManPing({
    readSecret: async () => ({ DEAD_MAN_URL: address }),
    sleep: async (milliseconds) => void waits.push(milliseconds),
    random: () => 0.5,
    timeout: 200,
  }).ping();
}

describe('the ping of the dead man', () => {
  it('Given a service that listens, Then it is asked once, for the address as it was given', async () => {
    await ping();
    expect(asked).toEqual(['GET /MARKED-uuid?key=MARKED']);
  });

  it.each<[string, Script]>([
    ['answers with 500 at first', [500, 200]],
    ['hangs at first', ['hang', 200]],
    ['breaks the connection at first', ['break', 200]],
  ])('Given a service that %s, Then it is asked again', async (_name, answers) => {
    script = answers;
    await ping();
    expect(asked).toHaveLength(2);
    expect(waits).toHaveLength(1);
  });

  it.each<[string, Script, number, string]>([
    ['redirects', [302], 1, 'it answered 302'],
    ['does not know us', [404], 1, 'it answered 404'],
    ['always answers with 500', [500], 3, 'it answered 500'],
    ['hangs', ['hang'], 3, 'no answer in time'],
    ['breaks every connection', ['break'], 3, 'no answer'],
  ])(
    'Given a service that %s, Then the ping fails, and its address is in no error',
    async (_name, answers, tries, why) => {
      script = answers;
      const error: unknown = await ping().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(NoticeError);
      expect(String(error)).toBe(`NoticeError: dead man: ${why}`);
      expect(JSON.stringify([(error as Error).stack, (error as Error).cause])).not.toContain('MARKED');
      expect(asked).toEqual(Array.from({ length: tries }, () => 'GET /MARKED-uuid?key=MARKED'));
    },
  );

  it.each([
    ['', 'lacks DEAD_MAN_URL'],
    ['http://dead-man.example.com/MARKED', 'no https address'],
    ['MARKED', 'no https address'],
  ])('Given the address %j, Then nobody is asked', async (address, why) => {
    const error: unknown = await ping(address).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoticeError);
    expect(String(error)).toContain(why);
    expect(String(error)).not.toContain('MARKED');
    expect(asked).toEqual([]);
  });
});
