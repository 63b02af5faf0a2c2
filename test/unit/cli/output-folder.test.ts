import { accessSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFolder, requireWritableFolder } from '#cli/output-folder.ts';

/* Root may write anywhere, so that a closed folder has to be made up. */
vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs')>();
  return { ...original, accessSync: vi.fn(original.accessSync), mkdirSync: vi.fn(original.mkdirSync) };
});

const folder = mkdtempSync(join(tmpdir(), 'tidegate-output-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => vi.clearAllMocks());

function denyNextAccess(): void {
  vi.mocked(accessSync).mockImplementationOnce(() => {
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  });
}

describe('requireWritableFolder', () => {
  it('Given a folder that may not be written to, Then it is refused', () => {
    denyNextAccess();
    expect(() => requireWritableFolder('--out', folder)).toThrow(
      `--out ${folder}: received a folder that cannot be written to, expected one that can be`,
    );
  });

  it('Given a new folder in one that may not be written to, Then that one is named', () => {
    denyNextAccess();
    const out = join(folder, 'a/b');
    expect(() => requireWritableFolder('--out', out)).toThrow(
      `--out ${out}: received a new folder in ${folder}, which cannot be written to, expected one that can be`,
    );
  });

  it('Given no folder and a closed one at work, Then the default is named, and the flag advised', () => {
    denyNextAccess();
    expect(() => requireWritableFolder('--out', 'results', true)).toThrow(
      /^results\/\.\.\.: received .* cannot be written to, .*; name another with --out DIR$/,
    );
  });

  it('Given a link that leads nowhere, Then it is refused', () => {
    const link = join(folder, 'link');
    symlinkSync(join(folder, 'nowhere'), link);
    expect(() => requireWritableFolder('--out', link)).toThrow('expected a folder');
  });

  it('Given a new folder in a writable one, Then it is accepted and not created', () => {
    requireWritableFolder('--out', join(folder, 'c/d'));
    expect(existsSync(join(folder, 'c'))).toBe(false);
  });
});

describe('createFolder', () => {
  it('Given a level that cannot be created, Then those above it are gone again', () => {
    const create = vi.mocked(mkdirSync);
    const original = create.getMockImplementation();
    create.mockImplementation((path, options) => {
      if (String(path).endsWith('last')) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
      return original?.(path, options);
    });
    const path = join(folder, 'one/two/last');
    expect(() => createFolder(`--out ${path}`, path)).toThrow(
      `--out ${path}: received a folder that cannot be created (ENOSPC), expected one to write to`,
    );
    expect(existsSync(join(folder, 'one'))).toBe(false);
  });
});
