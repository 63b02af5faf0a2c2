import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { RECORD_FATES } from '#adapters/table/retention.ts';
import { FUNCTION_NAMES } from '#infra/function-names.ts';
import { listRepositoryFiles, ROOT, readRepositoryFile } from '../support/repository-files.ts';

const versions = z.record(z.string(), z.string());
const manifest = z
  .object({
    scripts: versions,
    dependencies: versions,
    devDependencies: versions,
    optionalDependencies: versions,
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(JSON.parse(readRepositoryFile('package.json')));
const packages = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.optional(z.string()),
        resolved: z.optional(z.string()),
        integrity: z.optional(z.string()),
        hasInstallScript: z.optional(z.boolean()),
        inBundle: z.optional(z.boolean()),
        dev: z.optional(z.boolean()),
        optional: z.optional(z.boolean()),
        os: z.optional(z.array(z.string())),
        optionalDependencies: z.optional(versions),
      }),
    ),
  })
  .parse(JSON.parse(readRepositoryFile('package-lock.json'))).packages;

const bill = z.object({
  bomFormat: z.string(),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      scope: z.string(),
      hashes: z.optional(z.array(z.object({ alg: z.string() }))),
    }),
  ),
});

const BINARY = /\.(png|gz|ico)$/;

function linesMatching(pattern: RegExp): string[] {
  return listRepositoryFiles()
    .filter((path) => !BINARY.test(path))
    .flatMap((path) =>
      readRepositoryFile(path)
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
    );
}

describe('dependencies', () => {
  test('Given package.json, When its versions are read, Then every one is exact', () => {
    expect(Object.entries(packages).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test('Given docs/dependencies.md, When it is read, Then it has one line for each dependency and no other', () => {
    const documented = [...readRepositoryFile('docs/dependencies.md').matchAll(/^\| `([^`]+)` +\|/gm)].map(
      ([, name]) => name,
    );

    expect(new Set(documented)).toEqual(new Set(Object.keys(packages)));
  });

  test('Given the lockfile, When it is read, Then it pins what package.json asks for and names no registry', () => {
    const wrong = Object.entries(packages).filter(
      ([name, version]) => lock[`node_modules/${name}`]?.version !== version,
    );

    expect(wrong).toEqual([]);
    expect(Object.values(lock).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
  });

  test('Given the lockfile, When its optional packages are read, Then every platform is there, or npm ci would refuse it', () => {
    const optional = Object.values(lock).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));

    expect(optional.filter((name) => lock[`node_modules/${name}`]?.version === undefined)).toEqual([]);
  });

  test('Given the lockfile, When it is read, Then each package has its hash, but for tools of other platforms', () => {
    const { '': _, ...installed } = lock;
    const bare = Object.entries(installed).filter(([, { inBundle, integrity }]) => !integrity && inBundle !== true);

    expect(Object.values(installed).filter(({ integrity }) => integrity?.startsWith('sha512-')).length).toBeGreaterThan(
      400,
    );
    expect(bare.filter(([, { dev, optional, os }]) => !(dev && optional && os)).map(([path]) => path)).toEqual([]);
  });

  test('Given packages that have install scripts, Then somebody has said of each whether they run', () => {
    const scripted = Object.entries(lock).filter(([, { hasInstallScript }]) => hasInstallScript);

    expect(new Set(scripted.map(([path]) => path.replace(/^.*node_modules\//, '')))).toEqual(
      new Set(Object.keys(manifest.allowScripts)),
    );
    expect(Object.keys(manifest.allowScripts).filter((name) => manifest.allowScripts[name])).toEqual([
      '@swc/core',
      'esbuild',
      'node',
    ]);
  });

  // With --omit=dev npm leaves out what a tool has in another version as well.
  test('Given npm run sbom, When it is run offline, Then it lists what the product is made of, with versions and hashes, and what only builds it as optional', () => {
    const { stdout } = spawnSync('npm', ['run', '--silent', 'sbom', '--offline'], { cwd: ROOT, encoding: 'utf8' });
    const { bomFormat, components } = bill.parse(JSON.parse(stdout));
    const scopeOf = new Map(components.map((one) => [`${one.name}@${one.version}`, one.scope]));
    const unhashed = components.filter(({ hashes, scope }) => scope === 'required' && hashes?.[0]?.alg !== 'SHA-512');
    const asked = (packages: Readonly<Record<string, string>>) =>
      Object.entries(packages).map(([name, version]) => [name, scopeOf.get(`${name}@${version}`)]);

    expect(bomFormat).toBe('CycloneDX');
    expect(asked(manifest.dependencies).filter(([, scope]) => scope !== 'required')).toEqual([]);
    expect(asked(manifest.devDependencies).filter(([, scope]) => scope !== 'optional')).toEqual([]);
    expect(unhashed.map(({ name }) => name)).toEqual([]);
  });
});

describe('repository', () => {
  test('Given the tests, When they run, Then they run on Node 24', () => {
    expect(process.versions.node.split('.')[0]).toBe('24');
  });

  test('Given the README, When it is read, Then its two commands exist and its pictures and links are there', () => {
    const readme = readRepositoryFile('README.md');
    const targets = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target ?? '');

    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
    expect(Object.keys(manifest.scripts)).toEqual(
      expect.arrayContaining(['start', 'test', 'lint', 'typecheck', 'bench', 'synth']),
    );
    expect(targets.filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  test('Given docs/architecture.md, When it is read, Then every function, every kind of record and every folder of the house is in it', () => {
    const text = readRepositoryFile('docs/architecture.md');
    const under = (folder: string) => readdirSync(join(ROOT, folder), { withFileTypes: true });
    const folders = ['lib/domain', 'lib/application', 'lib/adapters', 'lib'].flatMap((folder) =>
      under(folder).filter((entry) => entry.isDirectory() && !['shared', 'indicators', 'ports'].includes(entry.name)),
    );
    const named = [...FUNCTION_NAMES, ...folders.map(({ name }) => name)].filter(
      (name) => !new RegExp(`\\b${name}\\b`).test(text),
    );

    expect(under('lambdas').map(({ name }) => name)).toEqual([...FUNCTION_NAMES].sort());
    expect(named).toEqual([]);
    expect(Object.keys(RECORD_FATES).filter((prefix) => !text.includes(`\`${prefix}#a`))).toEqual([]);
  });

  test("Given every file, When it is read, Then it names no path of somebody's machine and no package registry", () => {
    const machinePath = /(^|[\s"'`(=:])\/(home|root|Users|work|mnt)\/[A-Za-z0-9._-]/;
    const registry = new RegExp(['registry\\.npmjs', '//npm\\.pkg', 'artifactory', '//nexus'].join('|'), 'i');

    expect(linesMatching(machinePath)).toEqual([]);
    expect(linesMatching(registry).filter((line) => !line.startsWith('test/architecture/repository.test.ts'))).toEqual(
      [],
    );
  });

  test('Given the tests, When they are read, Then none is skipped, focused or left for later', () => {
    const marker = /\b(test|it|describe)\.(skip|only|todo|skipIf|runIf)\b/;

    expect(
      linesMatching(marker).filter(
        (line) => line.startsWith('test/') && !line.startsWith('test/architecture/repository.test.ts'),
      ),
    ).toEqual([]);
  });
});
