// npm run simulate: seeds and faults through the real handlers. Results go to standard output, progress to standard error.
import './quiet.ts';
import { parseArgs } from 'node:util';
import type { FaultKind } from './engine/faults.ts';
import type { DuplicateIds } from './model/venue.ts';
import type { RunOptions } from './run-options.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    faults: { type: 'string' },
    resume: { type: 'string' },
    venue: { type: 'string' },
    minutes: { type: 'string' },
    intensity: { type: 'string' },
    without: { type: 'string' },
    naive: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    points: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

// After quiet.ts: the loggers of the handlers are made when their modules load.
const { FAULT_KINDS } = await import('./engine/faults.ts');
const { simulate } = await import('./simulate.ts');
const { describeTotals } = await import('./totals.ts');

const totals = await simulate({
  seeds: wholeNumber('seeds') ?? (values.faults === undefined ? 100 : Number.POSITIVE_INFINITY),
  from: wholeNumber('from') ?? 0,
  faults: wholeNumber('faults') ?? Number.POSITIVE_INFINITY,
  stateFile: values.resume,
  given: givenOptions(),
  onProgress: (line) => console.error(line),
});
if (values.json) console.log(JSON.stringify({ ...totals, crashPoints: totals.crashPoints.length }));
else console.log(describeTotals(totals));
if (values.points) console.log(totals.crashPoints.sort().join('\n'));
process.exitCode = totals.violations.length === 0 ? 0 : 1;

function givenOptions(): Partial<RunOptions> {
  const without = (values.without ?? '').split(',').filter((kind) => kind !== '');
  const minutes = wholeNumber('minutes');
  const venue = values.venue ?? (values.naive ? 'never' : undefined);
  return {
    naive: values.naive,
    keepsLog: values.trace,
    without: without.map((kind) => oneOf('without', kind, FAULT_KINDS) satisfies FaultKind),
    ...(minutes === null ? {} : { minutes }),
    ...(values.intensity === undefined ? {} : { intensity: Number(values.intensity) }),
    ...(venue === undefined ? {} : { venue: oneOf<DuplicateIds>('venue', venue, ['forever', 'while_open', 'never']) }),
  };
}

function wholeNumber(name: 'seeds' | 'from' | 'faults' | 'minutes'): number | null {
  const text = values[name];
  if (text === undefined) return null;
  if (!/^\d+$/.test(text)) throw new Error(`--${name}: received ${text}, expected a whole number`);
  return Number(text);
}

function oneOf<Value extends string>(name: string, text: string, expected: readonly Value[]): Value {
  const found = expected.find((value) => value === text);
  if (found === undefined) throw new Error(`--${name}: received ${text}, expected one of ${expected.join(', ')}`);
  return found;
}
