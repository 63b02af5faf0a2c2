import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiStub, problemReply } from '../../../support/api-stub.ts';
import { runCli } from '../../../support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidegate-promotion-'));
let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(async () => {
  await stub.close();
  rmSync(folder, { recursive: true });
});

const EVIDENCE = {
  environment: 'test',
  account: 'test',
  rung: 'testnet',
  strategy: 'trend',
  fingerprint: '0123456789abcdef',
  days: 4,
  lastDay: '2026-03-19',
  unresolved: null,
  at: '2026-03-20T12:00:00Z',
};

const STATUS = {
  environment: 'prod',
  account: 'main',
  rung: 'small_live',
  below: 'testnet',
  minDays: 5,
  missing: ['trend: 4 of 5 days on testnet (test/test)'],
  evidence: [],
  carried: [{ ...EVIDENCE, carriedBy: 'arn:me', carriedAt: '2026-03-20T12:01:00Z' }],
};

function fileOf(content: string): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, content);
  return path;
}

describe('promotion status', () => {
  it('Given a rung with a gate, Then rung, gate, what is missing and who brought what are told', async () => {
    stub.answer(() => ({ status: 200, body: STATUS }));
    const { code, stdout } = await runCli(['promotion', 'status'], stub.env);
    expect(code).toBe(0);
    expect(stub.asked).toEqual(['GET /promotion']);
    expect(stdout).toBe(
      [
        'environment  prod/main',
        'rung         small_live',
        'gate         5 days in a row on testnet without unresolved drift',
        'missing      trend: 4 of 5 days on testnet (test/test)',
        '',
        'its sessions have shown nothing yet',
        '',
        'strategy  rung     of         days  last day    unresolved  taken                 carried by',
        'trend     testnet  test/test     4  2026-03-19  nothing     2026-03-20T12:00:00Z  arn:me',
        '',
      ].join('\n'),
    );
  });

  it('Given a rung without a gate, Then none is told', async () => {
    stub.answer(() => ({
      status: 200,
      body: { ...STATUS, minDays: 0, missing: [], evidence: [EVIDENCE], carried: [] },
    }));
    const { stdout } = await runCli(['promotion', 'status'], stub.env);
    expect(stdout).toContain('gate         none\nmissing      nothing\n');
    expect(stdout).toContain('nothing was carried in');
  });
});

describe('promotion carry', () => {
  it('Given what another environment printed, Then its evidence is sent, and nothing else of it', async () => {
    stub.answer(() => ({ status: 200, body: { recorded: 1 } }));
    const file = fileOf(JSON.stringify({ ...STATUS, evidence: [EVIDENCE] }));
    const { code, stdout } = await runCli(['promotion', 'carry', file], stub.env);
    expect([code, stdout]).toEqual([0, '1 written down: `promotion status` tells what is missing\n']);
    expect(stub.asked).toEqual(['POST /promotion/evidence']);
    expect(JSON.parse(stub.requests[0]?.body ?? '')).toEqual({ evidence: [EVIDENCE] });
  });

  it.each([
    ['no JSON', 'evidence', 'received no list of evidence'],
    ['another document', '{"items":[]}', 'received no list of evidence'],
    ['a list that is none', '{"evidence":{}}', 'received no list of evidence'],
    ['nothing that was shown', '{"evidence":[]}', 'received an empty list of evidence, expected days'],
  ])('Given a file with %s, Then it is bad input, and nothing is asked', async (_, content, message) => {
    stub.answer(() => ({ status: 200, body: {} }));
    const { code, stderr } = await runCli(['promotion', 'carry', fileOf(content)], stub.env);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stub.requests).toEqual([]);
  });

  it('Given no such file, Then it is bad input', async () => {
    const { code, stderr } = await runCli(['promotion', 'carry', join(folder, 'none.json')], stub.env);
    expect(code).toBe(2);
    expect(stderr).toContain('no such file');
  });

  it('Given evidence that the system refuses, Then it is exit 3 with its reason', async () => {
    stub.answer(() => problemReply(422, 'evidence: received that of a local cloud'));
    const file = fileOf(JSON.stringify({ evidence: [EVIDENCE] }));
    const { code, stderr } = await runCli(['promotion', 'carry', file], stub.env);
    expect([code, stderr]).toEqual([3, 'error: evidence: received that of a local cloud\n']);
  });
});

describe('session start on a higher rung', () => {
  const lacks = 'small_live expects 5 days in a row on testnet without unresolved drift: trend: 4 of 5 days';

  it('Given that days are missing, Then it is exit 3 and says which', async () => {
    stub.answer(() => problemReply(409, lacks, { promotion: { missing: [] } }));
    const { code, stderr } = await runCli(['session', 'start'], stub.env);
    expect([code, stderr]).toEqual([3, `error: ${lacks}\n`]);
  });

  it('Given --override-promotion, Then its reason is sent', async () => {
    stub.answer(() => ({ status: 202, body: { id: 'b'.repeat(32), status: 'STARTING' } }));
    const { code } = await runCli(['session', 'start', '--override-promotion', 'a drill', '--no-wait'], stub.env);
    expect(code).toBe(0);
    expect(JSON.parse(stub.requests[0]?.body ?? '')).toEqual({ overridePromotion: 'a drill' });
  });

  it.each([
    ['true', { dryRun: true }],
    ['false', {}],
  ])('Given DRY_RUN=%s in the process environment, Then the session is asked for as that', async (text, body) => {
    stub.answer(() => ({ status: 202, body: { id: 'b'.repeat(32), status: 'STARTING' } }));
    expect((await runCli(['session', 'start', '--no-wait'], { ...stub.env, DRY_RUN: text })).code).toBe(0);
    expect(JSON.parse(stub.requests[0]?.body ?? '')).toEqual(body);
  });

  it('Given a DRY_RUN that is neither true nor false, Then nothing is started', async () => {
    stub.answer(() => ({ status: 202, body: { id: 'b'.repeat(32), status: 'STARTING' } }));
    const { code, stderr } = await runCli(['session', 'start', '--no-wait'], { ...stub.env, DRY_RUN: '1' });
    expect([code, stub.requests.length]).toEqual([2, 0]);
    expect(stderr).toContain('DRY_RUN');
  });
});
