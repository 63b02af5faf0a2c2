import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataFolder } from '#local/replay/data-folder-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidegate-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('lockDataFolder', () => {
  it('Given a free folder, Then it is locked until it is released', () => {
    const lock = lockDataFolder(join(directory, 'new'));
    expect(lock.kind).toBe('locked');
    expect(lockDataFolder(join(directory, 'new'))).toEqual({ kind: 'held', by: process.pid });
    if (lock.kind === 'locked') lock.release();
    expect(lockDataFolder(join(directory, 'new')).kind).toBe('locked');
  });

  it('Given the lock of a process that lives, Then it is refused and names the process', () => {
    const owner = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    try {
      writeFileSync(join(directory, 'process.lock'), String(owner.pid));
      expect(lockDataFolder(directory)).toEqual({ kind: 'held', by: owner.pid });
    } finally {
      owner.kill('SIGKILL');
    }
  });

  it.each([
    ['of a process that is dead', () => String(spawnSync(process.execPath, ['-e', '0']).pid)],
    ['that was never written whole', () => ''],
  ])('Given a lock %s, Then it is taken over', (_, content) => {
    writeFileSync(join(directory, 'process.lock'), content());
    const lock = lockDataFolder(directory);
    expect(lock.kind).toBe('locked');
    if (lock.kind === 'locked') lock.release();
    expect(existsSync(join(directory, 'process.lock'))).toBe(false);
  });
});
