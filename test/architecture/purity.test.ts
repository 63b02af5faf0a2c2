import { describe, expect, test } from 'vitest';
import { listTypeScriptFiles, readRepositoryFile } from '../support/repository-files.ts';
import { nameOf, type SyntaxNode, walkSyntaxTree } from '../support/syntax-tree.ts';

/** Functions of their arguments. */
const PURE_CRYPTO: readonly string[] = ['createHash', 'hash'];
const IMPURE_GLOBALS = /^(process|performance|console|crypto|globalThis|localStorage)\./;
const IMPURE_CALLS = /^(Date|Date\.now|Math\.random|fetch|setTimeout|setInterval|setImmediate|queueMicrotask)$/;

/** What a node reads besides its arguments, or `null`. */
function impurityOf(node: SyntaxNode): string | null {
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && isEmpty(node.arguments)) return 'new Date()';
  if (node.type === 'CallExpression') {
    const callee = nameOf(node.callee);
    return callee !== null && IMPURE_CALLS.test(callee) ? `${callee}()` : null;
  }
  if (node.type === 'MemberExpression') {
    const name = nameOf(node);
    return name !== null && (IMPURE_GLOBALS.test(name) || name === 'Date.now' || name === 'Math.random') ? name : null;
  }
  if (node.type === 'ImportDeclaration' && sourceOf(node) === 'node:crypto') return cryptoImportOf(node);
  return null;
}

function isEmpty(value: unknown): boolean {
  return !Array.isArray(value) || value.length === 0;
}

function sourceOf(node: SyntaxNode): unknown {
  return (node.source as { value: unknown }).value;
}

function cryptoImportOf(node: SyntaxNode): string | null {
  const names = (node.specifiers as readonly { local: unknown }[]).map(({ local }) => nameOf(local));
  return names.length === 1 && PURE_CRYPTO.includes(names[0] ?? '') ? null : `node:crypto { ${names.join(', ')} }`;
}

function isAsynchronous(node: SyntaxNode): boolean {
  return node.async === true || node.type === 'AwaitExpression';
}

function impuritiesOf(source: string): string[] {
  const found: string[] = [];
  walkSyntaxTree(source, (node) => {
    const impurity = impurityOf(node);
    if (impurity !== null) found.push(impurity);
  });
  return found;
}

function inFiles(folders: readonly string[], find: (source: string) => readonly string[]): string[] {
  return listTypeScriptFiles(...folders).flatMap((file) =>
    find(readRepositoryFile(file)).map((finding) => `${file}: ${finding}`),
  );
}

describe('purity', () => {
  test('Given domain and application, When their sources are read, Then none takes time, randomness or environment from outside', () => {
    expect(inFiles(['lib/domain', 'lib/application'], impuritiesOf)).toEqual([]);
  });

  test('Given the domain, When its sources are read, Then it is synchronous', () => {
    const asynchronous = (source: string): string[] => {
      const found: string[] = [];
      walkSyntaxTree(source, (node) => {
        if (isAsynchronous(node)) found.push(node.type);
      });
      return found;
    };

    expect(inFiles(['lib/domain'], asynchronous)).toEqual([]);
  });

  test.each([
    ['const t = Date.now();', 'Date.now()'],
    ['const clock = Date.now;', 'Date.now'],
    ['const t = new Date();', 'new Date()'],
    ['const x = Math.random();', 'Math.random()'],
    ['const x = process.env.HOME;', 'process.env.HOME'],
    ["import { randomUUID } from 'node:crypto';", 'node:crypto { randomUUID }'],
    ['setTimeout(() => {}, 1);', 'setTimeout()'],
  ])('Given %s, When it is read, Then %s is found', (source, finding) => {
    expect(impuritiesOf(source)).toContain(finding);
  });

  test('Given a date made from an instant and a hash, When they are read, Then nothing is found', () => {
    expect(
      impuritiesOf("import { createHash } from 'node:crypto';\nnew Date(0).toISOString(); createHash('sha256');"),
    ).toEqual([]);
  });
});
