import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { UsageError } from './usage-error.ts';

/** Loaded when a text is parsed: most commands need no YAML, and its parser is a fifth of their start. */
const load = createRequire(import.meta.url);

/** What a float, which YAML numbers become, keeps of any number. */
const MAX_DIGITS = 15;

/**
 * The content of a YAML text. `where` names it in errors.
 *
 * @throws {UsageError} for what is not sound YAML, or could not be judged exactly any more.
 */
export function parseYaml(text: string, where: string): unknown {
  const yaml: typeof Yaml = load('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const [fault] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (fault !== undefined)
    throw new UsageError(`${where} line ${lines.linePos(fault.pos[0]).line}: ${fault.message}, expected YAML`);
  checkNodes(yaml, document, (offset) => `${where} line ${lines.linePos(offset).line}`);
  try {
    return document.toJS();
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new UsageError(`${where}: ${cause.message}, expected YAML`, { cause });
  }
}

/** Refuses what the parser takes and the schema could not judge any more: rounded numbers, aliases of nothing or of themselves. */
function checkNodes(yaml: typeof Yaml, document: Yaml.Document.Parsed, whereAt: (offset: number) => string): void {
  const { isAlias, isNode, isScalar, visit } = yaml;
  const anchors = new Set<string>();
  visit(document, (_, node, path) => {
    if (isAlias(node)) {
      const isInside = path.some((outer) => isNode(outer) && 'anchor' in outer && outer.anchor === node.source);
      if (anchors.has(node.source) && !isInside) return;
      throw new UsageError(`${whereAt(node.range?.[0] ?? 0)}: received *${node.source}, expected an anchor before it`);
    }
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) anchors.add(node.anchor);
    if (isScalar(node) && typeof node.value === 'number')
      checkNumber(node.value, node.source ?? '', whereAt(node.range?.[0] ?? 0));
  });
}

function checkNumber(value: number, source: string, where: string): void {
  const received = `${where}: received ${source.slice(0, 60)}`;
  if (!Number.isFinite(value)) throw new UsageError(`${received}, expected a finite number`);
  if (significantDigits(source) <= MAX_DIGITS) return;
  throw new UsageError(`${received}, expected at most ${MAX_DIGITS} digits; in quotes a number is read exactly`);
}

/** Digits that count of a YAML number, as decimals. */
function significantDigits(source: string): number {
  const decimal = /^0[xo]/.test(source) ? String(BigInt(source)) : source.replace(/e.*$/i, '');
  return decimal.replaceAll(/\D/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
}
