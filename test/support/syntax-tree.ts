import { parseSync } from '@swc/core';

/** A node of the syntax tree, as plain data. */
export type SyntaxNode = { readonly type: string; readonly [field: string]: unknown };

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Calls `visit` for every node of the TypeScript `source`, parents first. Throws on a syntax error. */
export function walkSyntaxTree(source: string, visit: (node: SyntaxNode) => void): void {
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      if (isNode(value)) visit(value);
      Object.values(value).forEach(walk);
    }
  };
  walk(parseSync(source, { syntax: 'typescript', target: 'es2024' }));
}

/** Dotted name of an identifier or a member expression (`Math.random`), `null` for anything else. */
export function nameOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === 'Identifier' && typeof value.value === 'string') return value.value;
  if (value.type !== 'MemberExpression') return null;
  const [object, property] = [nameOf(value.object), nameOf(value.property)];
  return object !== null && property !== null ? `${object}.${property}` : null;
}
