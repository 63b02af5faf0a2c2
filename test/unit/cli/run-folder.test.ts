import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { synthesizeRun } from '#cli/local/run-folder.ts';
import { resolveReplayOptions } from '#cli/replay/replay-options.ts';

/** Goes on writing to its output folder for a while before the manifest is there, as a synthesis does. */
const APP = `
const { mkdirSync, writeFileSync } = require('node:fs');
const out = process.env.CDK_OUTDIR;
let left = 40;
const timer = setInterval(() => {
  mkdirSync(out, { recursive: true });
  writeFileSync(out + '/part' + left, '');
  if (--left > 0) return;
  clearInterval(timer);
  const properties = { templateFile: 't.json', stackName: 's' };
  const stack = { type: 'aws:cloudformation:stack', environment: 'aws://a/r', properties };
  writeFileSync(out + '/t.json', '{}');
  writeFileSync(out + '/s.assets.json', '{"files":{}}');
  writeFileSync(out + '/manifest.json', JSON.stringify({ artifacts: { s: stack } }));
}, 5);
`;

describe('synthesizeRun', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tidegate-run-folder-'));
    writeFileSync(join(root, 'app.cjs'), APP);
    writeFileSync(join(root, 'cdk.json'), JSON.stringify({ app: 'node app.cjs' }));
    mkdirSync(join(root, 'run'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));

  it('Given a synthesis that outlived its run, When the folder is used again, Then neither gets into the other’s way', async () => {
    const folder = { directory: join(root, 'run'), logs: join(root, 'run/logs') };
    const { config } = resolveReplayOptions({}, {});
    const orphan = synthesizeRun(folder, config, root).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { stacks, directory } = await synthesizeRun(folder, config, root);
    expect(stacks).toHaveLength(1);
    const after = await orphan;
    expect(after).not.toMatchObject({ directory });
  });
});
