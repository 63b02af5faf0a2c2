import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../support/run-cli.ts';

const FILES: Readonly<Record<string, string>> = {
  'several.yaml':
    'risk:\n  max_drawdwn: 0.1\n  max_leverage: 0\nsizing:\n  position_size_pct: 95\nmax_order_value: 5\nexits: 3\n',
  'two-faults.yaml': 'risk: { a: 1 }\nrisk: { b: 2 }\nsizing: { c: 3\n',
  'two-later.yaml': 'streaming: {}\nrisk: { profile: none, profil: none }\nshadow: {}\n',
  'misplaced.yaml': 'region: eu-central-1\nmax_drawdown: 0.1\n',
};
const folder = mkdtempSync(join(tmpdir(), 'tidegate-faults-'));
const home = process.cwd();

beforeAll(() => {
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(folder, name), content);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

describe('several faults of a file', () => {
  it.each([
    [
      'several.yaml',
      [
        'risk.max_drawdwn: unknown key, expected only keys of the reference; did you mean max_drawdown? (line 2)',
        'risk.max_leverage: received 0, expected a decimal > 0, below 10^16, with at most 18 decimal places (line 3)',
        'sizing.position_size_pct: received 95, expected a fraction above 0, at most 1 (0.1 is 10 %) (line 5); and 2 more; see docs/configuration.md',
      ],
    ],
    [
      'two-later.yaml',
      [
        'streaming: not yet supported by this version; remove the key (line 1)',
        'risk.profil: unknown key, expected only keys of the reference; did you mean profile? (line 2)',
        'shadow: not yet supported by this version; remove the key (line 3); see docs/configuration.md',
      ],
    ],
  ])('Given %s, Then exit 2 and a line for each of the first three, with its place', async (name, lines) => {
    const { code, stderr } = await runCli(['paper', '--config', name]);
    expect(stderr).toBe(`error: ${lines.map((line) => `--config ${name}: ${line}`).join('\n')}\n`);
    expect(code).toBe(2);
  });

  it('Given YAML with two faults, Then both are told with their lines', async () => {
    const { code, stderr } = await runCli(['config', 'check', 'two-faults.yaml']);
    expect(stderr).toMatch(/^error: config check two-faults.yaml line 2: Map keys must be unique, expected YAML\n/);
    expect(stderr).toMatch(/\nconfig check two-faults.yaml line 4: Flow map .*, expected YAML\n$/);
    expect(code).toBe(2);
  });

  it('Given a file for a deployment, Then all that it lacks is told', async () => {
    const { stderr } = await runCli(['config', 'check', 'misplaced.yaml']);
    expect(stderr.trimEnd().split('\n')).toHaveLength(3);
    expect(stderr).toContain('misplaced.yaml: environment: received nothing, expected a name');
    expect(stderr).toContain('; and 3 more; see docs/configuration.md');
  });
});
