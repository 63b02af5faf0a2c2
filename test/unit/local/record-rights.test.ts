import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { recordRights, rightsOf } from '#local/gateway/record-rights.ts';
import { readStatements } from '#local/iam/statement.ts';
import type { LocalTemplate } from '#local/template/local-template.ts';
import { judgeRights } from '../../rights/judge-rights.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/tidegate-local-data-LedgerTable9343E4AA';
const LOGS = 'arn:aws:logs:us-east-1:000000000000:log-group:tidegate-local-app-PlaceOrderLogsBBE262A4:*';
const ROLE = { name: 'tidegate-local-app-PlaceOrderRole02D54CDD', arn: 'arn:aws:iam::000000000000:role/place-order' };
const statements = [
  { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: TABLE },
  { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: LOGS },
  { Effect: 'Deny', Action: 'dynamodb:Scan', Resource: TABLE },
];
const template = {
  roles: [{ ...ROLE, policy: readStatements({ Statement: statements }, 'test'), trust: [] }],
} as Partial<LocalTemplate> as LocalTemplate;
const asked = [
  { role: ROLE.arn, action: 'dynamodb:PutItem', resource: TABLE },
  { role: ROLE.arn, action: 'logs:PutLogEvents', resource: LOGS.replace('*', 'log-stream:local') },
  { role: 'arn:aws:iam::000000000000:role/other', action: 'dynamodb:GetItem', resource: TABLE },
];
const RIGHTS = [
  `idle ${ROLE.name} dynamodb:GetItem ${TABLE}`,
  `used ${ROLE.name} dynamodb:PutItem ${TABLE}`,
  `used ${ROLE.name} logs:PutLogEvents ${LOGS}`,
];

afterEach(() => vi.unstubAllEnvs());

describe('rights of a run', () => {
  it('Given roles and what they asked for, Then each granted right is used or idle, by its own role alone', () => {
    expect(rightsOf(template, asked)).toEqual(RIGHTS);
  });

  it('Given a folder, When the same is used twice, Then it is there once; without a folder nothing is', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tidegate-rights-'));
    try {
      vi.stubEnv('TIDEGATE_RIGHTS_DIR', '');
      recordRights(template, asked);
      expect(readdirSync(folder)).toEqual([]);
      vi.stubEnv('TIDEGATE_RIGHTS_DIR', folder);
      for (const rights of [asked, asked, []]) recordRights(template, rights);
      const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
      expect(texts).toHaveLength(2);
      expect(texts).toContain(`${RIGHTS.join('\n')}\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('rights of all runs', () => {
  const run = RIGHTS.join('\n');
  const read = 'PlaceOrder dynamodb:GetItem table/LedgerTable';

  it('Given a right that no run used, Then it needs a reason, and has it in the list', () => {
    expect(judgeRights([run], {}, ['PlaceOrder']).faults).toEqual([`granted, and no run used it: ${read}`]);
    const { faults, list } = judgeRights([run], { [read]: 'on other days' }, ['PlaceOrder']);
    expect(faults).toEqual([]);
    expect(list).toBe(
      [
        'PlaceOrder',
        '  dynamodb:GetItem table/LedgerTable  -- never: on other days',
        '  dynamodb:PutItem table/LedgerTable',
        '  logs:PutLogEvents log-group:PlaceOrderLogs:*',
        '',
      ].join('\n'),
    );
  });

  it('Given two runs, When one of them used it, Then it is used, in whichever order they come, and a reason for it is one too many', () => {
    const other = run.replace('idle', 'used');
    for (const runs of [
      [run, other],
      [other, run],
    ]) {
      expect(judgeRights(runs, {}, ['PlaceOrder']).faults).toEqual([]);
      expect(judgeRights(runs, { [read]: 'why' }, ['PlaceOrder']).faults).toEqual([
        `has a reason, but is used: ${read}`,
      ]);
    }
  });

  it('Given no run at all, or one without a function, Then that is a fault, too', () => {
    expect(judgeRights([], { [read]: 'why' }, ['PlaceOrder', 'TrackOrders']).faults).toEqual([
      `has a reason, but is not granted: ${read}`,
      'no run used any right of PlaceOrder',
      'no run used any right of TrackOrders',
    ]);
    expect(() => judgeRights(['nonsense'], {}, [])).toThrow('expected a right of a role');
  });
});
