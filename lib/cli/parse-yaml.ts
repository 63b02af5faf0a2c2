import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { listFaults } from './list-faults.ts';
import { UsageError } from './usage-error.ts';

/** Loaded when a text is parsed: most commands need no YAML, and its parser is a fifth of their start. */
const load = createRequire(import.meta.url);

/** What a float, which YAML numbers become, keeps of any number. */
const MAX_DIGITS = 15;

/** The content of a YAML text. */
export interface ParsedYaml {
  readonly content: unknown;
  /** Line of the key at a path, its parts joined by dots, or of the deepest key on the way to it; `null`: there is none. */
  readonly lineOf: (path: string) => number | null;
}

/**
 * Reads a YAML text. `where` names it in errors.
 *
 * @throws {UsageError} for what is not sound YAML, or could not be judged exactly any more.
 */
export function parseYaml(text: string, where: string): ParsedYaml {
  const yaml: typeof Yaml = load('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const faults = [...document.errors, ...document.warnings].map(({ pos, message }) => {
    const line = lineAt(pos[0]);
    return { line, text: `${where} line ${line}: ${message}, expected YAML` };
  });
  if (faults.length > 0) throw new UsageError(listFaults(faults));
  checkNodes(yaml, document, (offset) => `${where} line ${lineAt(offset)}`);
  try {
    return { content: document.toJS(), lineOf: (path) => lineOf(yaml, document, path, lineAt) };
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new UsageError(`${where}: ${cause.message}, expected YAML`, { cause });
  }
}

function lineOf(
  { isAlias, isMap, isNode, isScalar, isSeq }: typeof Yaml,
  document: Yaml.Document.Parsed,
  path: string,
  lineAt: (offset: number) => number,
): number | null {
  let line: number | null = null;
  let at: unknown = document.contents;
  for (const part of path.split('.')) {
    const holder: unknown = isAlias(at) ? at.resolve(document) : at;
    const pair = isMap(holder)
      ? holder.items.find(({ key }) => isScalar(key) && String(key.value) === part)
      : undefined;
    const place: unknown = isSeq(holder) ? holder.items[Number(part)] : pair?.key;
    if (!isNode(place) || place.range == null) return line;
    line = lineAt(place.range[0]);
    at = pair === undefined ? place : pair.value;
  }
  return line;
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
