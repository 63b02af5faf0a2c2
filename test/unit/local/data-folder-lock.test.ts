import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '#local/replay/data-folder-lock.ts';

const LOCK_MODULE = join(import.meta.dirname, '../../../lib/local/replay/data-folder-lock.ts');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('lockDataFolder', () => {
  it('Given a free folder, Then it is locked until it is released', async () => {
    const lock = await lockDataFolder(join(directory, 'new'));
    expect(lock.kind).toBe('locked');
    expect(await lockDataFolder(join(directory, 'new'))).toEqual({ kind: 'held', by: String(process.pid) });
    if (lock.kind === 'locked') await lock.release();
    const again = await lockDataFolder(join(directory, 'new'));
    expect(again.kind).toBe('locked');
    if (again.kind === 'locked') await again.release();
  });

  it('Given the lock of another process, Then it is refused while that lives and free once it was killed', async () => {
    const script = `const { lockDataFolder } = await import(${JSON.stringify(LOCK_MODULE)});
      const lock = await lockDataFolder(${JSON.stringify(directory)}); console.log(lock.kind); setTimeout(() => {}, 60000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await new Promise((settle) => owner.stdout.once('data', settle));
    expect(await lockDataFolder(directory)).toEqual({ kind: 'held', by: String(owner.pid) });
    const ended = new Promise((settle) => owner.once('exit', settle));
    owner.kill('SIGKILL');
    await ended;
    const lock = await lockDataFolder(directory);
    expect(lock.kind).toBe('locked');
    if (lock.kind === 'locked') await lock.release();
  });
});
