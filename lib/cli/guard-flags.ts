import type { Command } from 'commander';
import { UsageError } from './usage-error.ts';

/** Refuses a flag with one value that is given twice, and a flag whose value is another flag (`--lot --out DIR`). */
export function guardFlags(command: Command): void {
  const flags = new Set(command.options.flatMap(({ long, short }) => [long, short]));
  for (const option of command.options.filter(({ required }) => required)) {
    const isRepeatable = option.parseArg !== undefined;
    let isGiven = false;
    command.on(`option:${option.name()}`, (value: string) => {
      const flag = option.long ?? option.flags;
      if (flags.has(value))
        throw new UsageError(`${flag}: received the flag ${value}, expected a value: ${option.description}`);
      if (isGiven && !isRepeatable)
        throw new UsageError(`${flag}: received again with ${JSON.stringify(value)}, expected it once`);
      isGiven = true;
    });
  }
}
