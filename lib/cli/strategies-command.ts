import { Command } from 'commander';
import { findStrategy, type RegisteredStrategy, strategyNames } from '#domain/strategies/registry.ts';
import { parameterNames, requireStrategy, resolveParams } from './replay/strategy-choice.ts';
import type { Terminal } from './terminal.ts';

/** `tidegate strategies list|show`: what can be given to `--policy`. */
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
  return strategies;
}

function describe(strategy: RegisteredStrategy) {
  const { name, summary, source } = strategy;
  return { name, summary, source, parameters: defaultsOf(strategy) };
}

/** Parameters with their defaults; a strategy that cannot run without being given some shows none. */
function defaultsOf(strategy: RegisteredStrategy): Readonly<Record<string, unknown>> {
  return parameterNames(strategy).length === 0 ? {} : resolveParams('strategies', strategy, {});
}

function renderLine(strategy: RegisteredStrategy): string {
  return `${strategy.name.padEnd(16)}${strategy.summary}\n`;
}

function renderPage(strategy: RegisteredStrategy): string {
  const parameters = Object.entries(defaultsOf(strategy)).map(
    ([name, value]) => `  ${name} (default ${JSON.stringify(value)})`,
  );
  const list = parameters.length === 0 ? ['  none'] : parameters;
  return `${[strategy.name, strategy.summary, `source: ${strategy.source}`, 'parameters:', ...list].join('\n')}\n`;
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
