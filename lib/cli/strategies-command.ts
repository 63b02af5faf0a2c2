import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { findStrategy, type RegisteredStrategy, strategyNames } from '#domain/strategies/registry.ts';
import { parameterNames, requireStrategy, resolveParams } from './replay/strategy-choice.ts';
import { rangesOf } from './strategies/parameter-ranges.ts';
import { strategyNamesFor } from './strategies/strategy-names.ts';
import { type WrittenStrategy, writeStrategy } from './strategies/write-strategy.ts';
import type { Terminal } from './terminal.ts';

/** The folder of the project that this program is part of. */
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** `tidegate strategies list|show|new`: what can be given to `--policy`, and one more of it. */
export function strategiesCommand(terminal: Terminal): Command {
  const strategies = new Command('strategies').description('The strategies that --policy takes');
  strategies
    .command('list')
    .description('Every strategy, a line each')
    .option('--json', 'as JSON')
    .action((flags: { json?: boolean }) => {
      const found = strategyNames().flatMap((name) => findStrategy(name) ?? []);
      terminal.stdout.write(flags.json === true ? toJson(found.map(describe)) : found.map(renderLine).join(''));
    });
  strategies
    .command('show')
    .argument('<name>', 'name of a strategy')
    .description('One strategy: what it does, where it comes from, its parameters')
    .option('--json', 'as JSON')
    .action((name: string, flags: { json?: boolean }) => {
      const strategy = requireStrategy('strategies show', name);
      terminal.stdout.write(flags.json === true ? toJson(describe(strategy)) : renderPage(strategy));
    });
  strategies
    .command('new')
    .argument('<name>', 'name of the new strategy, e.g. three_up')
    .description('Write a working strategy, its test and its entry in the registry, to be changed by you')
    .option('--dir <dir>', 'folder of the project (default: the one that this program is part of)')
    .option('--json', 'as JSON')
    .action((name: string, flags: { dir?: string; json?: boolean }) => {
      const written = writeStrategy(strategyNamesFor(name), flags.dir ?? PROJECT);
      terminal.stdout.write(flags.json === true ? toJson({ name, ...written }) : renderNext(name, written));
    });
  return strategies;
}

function renderNext(name: string, { strategy, test, registry }: WrittenStrategy): string {
  return `wrote ${strategy}
wrote ${test}
named it in ${registry}
next:
  1. put your rule into ${strategy}, and what it should do into its test
  2. npx vitest run ${test}
  3. npx tidegate paper --policy ${name}
  4. npm run format && npm test
`;
}

function describe(strategy: RegisteredStrategy) {
  const { name, summary, source } = strategy;
  return { name, summary, source, parameters: defaultsOf(strategy), ranges: rangesOf(strategy) };
}

/** Parameters with their defaults; a strategy that cannot run without being given some shows none. */
function defaultsOf(strategy: RegisteredStrategy): Readonly<Record<string, unknown>> {
  return parameterNames(strategy).length === 0 ? {} : resolveParams('strategies', strategy, {});
}

function renderLine(strategy: RegisteredStrategy): string {
  return `${strategy.name.padEnd(16)}${strategy.summary}\n`;
}

function renderPage(strategy: RegisteredStrategy): string {
  const defaults = defaultsOf(strategy);
  const parameters = Object.entries(rangesOf(strategy)).map(([name, { range, meaning }]) => {
    const told = [`  ${name} (default ${JSON.stringify(defaults[name])})`, range, meaning];
    return told.filter((text) => text !== null).join(': ');
  });
  const list = parameters.length === 0 ? ['  none'] : parameters;
  return `${[strategy.name, strategy.summary, `source: ${strategy.source}`, 'parameters:', ...list].join('\n')}\n`;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
