import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiStub, problemReply } from '../../../support/api-stub.ts';
import { runCli } from '../../../support/run-cli.ts';

let stub: ApiStub;
beforeAll(async () => {
  stub = await ApiStub.listen();
});
afterAll(() => stub.close());

const ID = 'c'.repeat(32);

function aReconciliation(changes: object = {}) {
  const drift = { kind: 'wrong_cash', subject: 'USD', symbol: null, quantity: null, value: '-250.125', ageSeconds: 90 };
  return {
    id: ID,
    status: 'DONE',
    outcome: 'agreed',
    mode: 'AUTO_ADJUST',
    trigger: 'operator',
    requestedBy: 'arn:me',
    requestedAt: '2026-01-05T10:00:00Z',
    finishedAt: '2026-01-05T10:00:11Z',
    decision: null,
    open: 0,
    drifts: [{ ...drift, since: '2026-01-05T09:58:41Z', resolution: 'open' }],
    troubles: [],
    ...changes,
  };
}

function operate(end: object, ...argv: readonly string[]) {
  const running = { status: 202, body: aReconciliation({ status: 'RUNNING', outcome: null }) };
  let looks = 0;
  stub.answer(({ method }) => {
    if (method === 'POST') return running;
    looks += 1;
    return looks === 1 ? { ...running, status: 200 } : { status: 200, body: aReconciliation(end) };
  });
  return runCli(['reconcile', ...argv], stub.env);
}

describe('reconcile', () => {
  it.each([
    ['agreed', { outcome: 'agreed' }, 0, ''],
    ['resolved', { outcome: 'resolved' }, 0, ''],
    ['drift', { outcome: 'drift', open: 2 }, 3, 'error: 2 differences stand\n'],
    ['halted', { outcome: 'halted', open: 1 }, 3, 'error: 1 differences stand, the account is HALTED\n'],
    [
      'unanswered',
      { outcome: 'unanswered', troubles: ['fills: down'] },
      1,
      'error: nothing can be concluded\nfills: down\n',
    ],
    [
      'waiting',
      { status: 'WAITING_FOR_APPROVAL', outcome: null, open: 1 },
      3,
      `error: 1 differences wait: \`tidegate reconcile approve ${ID}\`, or deny\n`,
    ],
  ])('Given it ends %s, Then that is what the exit code says', async (_, end, code, stderr) => {
    const result = await operate(end, '--mode', 'WARN_ONLY');
    expect([result.code, result.stderr.replaceAll(/^ +/gm, '')]).toEqual([code, stderr]);
    expect(stub.asked).toEqual(['POST /reconciliations', `GET /reconciliations/${ID}`, `GET /reconciliations/${ID}`]);
    expect(stub.requests[0]?.body).toBe('{"mode":"WARN_ONLY"}');
    expect(result.stdout).toContain('wrong_cash');
    expect(result.stdout).toContain('-250.125');
  });

  it('Given --no-wait, Then it ends with the 202', async () => {
    const { code, stdout } = await operate({}, '--no-wait', '--json');
    expect([code, stub.asked]).toEqual([0, ['POST /reconciliations']]);
    expect(JSON.parse(stdout)).toMatchObject({ id: ID, status: 'RUNNING' });
    expect(stub.requests[0]?.body).toBe('{}');
  });

  it('Given a denial, Then the halt that follows is what was asked for; an approval of what halts all the same is not', async () => {
    const end = { outcome: 'halted', open: 1 };
    expect((await operate(end, 'deny', ID, '--yes')).code).toBe(0);
    expect(stub.asked[0]).toBe(`POST /reconciliations/${ID}/deny`);
    expect((await operate(end, 'approve', ID, '--yes')).code).toBe(3);
    expect(stub.asked[0]).toBe(`POST /reconciliations/${ID}/approve`);
  });

  it.each([
    [['--mode', 'SOMEHOW'], 'WARN_ONLY, AUTO_ADJUST'],
    [['approve', 'none', '--yes'], '32 lower-case hex digits'],
    [['approve', ID], 'expected --yes'],
  ])('Given %j, Then nothing is asked for', async (argv, told) => {
    const { code, stderr } = await operate({}, ...argv);
    expect([code, stub.asked]).toEqual([2, []]);
    expect(stderr).toContain(told);
  });

  it('Given nothing waits, Then it is refused', async () => {
    stub.answer(() => problemReply(409, 'nothing waits for a decision'));
    expect((await runCli(['reconcile', 'deny', ID, '--yes'], stub.env)).code).toBe(3);
  });
});
