import { describe, expect, test } from 'vitest';
import { listTypeScriptFiles, readRepositoryFile } from '../support/repository-files.ts';
import { nameOf, walkSyntaxTree } from '../support/syntax-tree.ts';

/** As values, these pull all of zod into a bundle, every language of its messages included (+390 KB); as types they cost nothing. */
const WHOLE_NAMESPACES = /^z\.(core|locales|util|regexes)\b/;

function wholeNamespacesOf(source: string): string[] {
  const found: string[] = [];
  walkSyntaxTree(source, (node) => {
    const name = node.type === 'MemberExpression' ? nameOf(node) : null;
    if (name !== null && WHOLE_NAMESPACES.test(name)) found.push(name);
  });
  return found;
}

describe('bundle hygiene', () => {
  test('Given what can be bundled, When it is read, Then no value is taken from a namespace inside zod', () => {
    const found = listTypeScriptFiles('lib', 'lambdas').flatMap((file) =>
      wholeNamespacesOf(readRepositoryFile(file)).map((name) => `${file}: ${name}`),
    );

    expect(found).toEqual([]);
  });

  test('Given a namespace as a value and as a type, When they are read, Then only the value is found', () => {
    expect(
      wholeNamespacesOf('export const isFault = (error: unknown) => error instanceof z.core.$ZodError;'),
    ).toContain('z.core.$ZodError');
    expect(wholeNamespacesOf('export type Issue = z.core.$ZodIssue;')).toEqual([]);
  });
});
