import { measureBundles } from './measure-bundles.ts';
import { measureLocalCloud } from './measure-local-cloud.ts';
import { measurePaper } from './measure-paper.ts';
import { measureReplay } from './measure-replay.ts';
import { measureRiskGate } from './measure-risk.ts';
import { type OrderCalls, unitsOf } from './order-calls.ts';
import { formatRatio, median, printTable } from './print-table.ts';

/* `npm run bench`: figures of this machine; compare the ratios, not the milliseconds. */

measureBundles();

const local = await measureLocalCloud();
printOrderCalls(local.simulated, local.alpaca);
printSpeeds();
printRiskGate();

/** `null`: there are none to count. */
type Figure = (order: OrderCalls) => number | null;

function printOrderCalls(simulated: readonly OrderCalls[], alpaca: readonly OrderCalls[]): void {
  const row = (name: string, target: string, figure: Figure): string[] => [
    name,
    ...middleAndMost(simulated, figure),
    ...middleAndMost(alpaca, figure),
    target,
  ];
  printTable(
    `Calls of ${simulated.length} orders with the simulated broker, and of ${alpaca.length} with Alpaca in memory, in the local cloud`,
    ['of one order', 'sim, median', 'most', 'Alpaca, median', 'most', 'target'],
    [
      row('AWS calls before the broker call', '2', ({ before }) => before.length),
      row('AWS calls after it', '1', ({ after }) => after.length),
      row('write units, authorise and acknowledge', '10', ({ before, after }) =>
        unitsOf([...before, ...after].filter(({ hasEffect }) => hasEffect)),
      ),
      row('read units', '', ({ before }) => unitsOf(before.filter(({ hasEffect }) => !hasEffect))),
      row('AWS calls of the simulated broker itself', '', ({ broker }) => broker.filter(isAws).length),
      row('broker requests until it has acknowledged', '1', requestsOf('broker')),
      row('broker requests from then to its fill in the ledger', '', requestsOf('toFill')),
    ],
  );
}

function isAws({ at }: OrderCalls['broker'][number]): boolean {
  return at === 'gateway';
}

function requestsOf(part: 'broker' | 'toFill'): Figure {
  return (order) => (order.broker.some(isAws) ? null : order[part].length);
}

function middleAndMost(orders: readonly OrderCalls[], figure: Figure): readonly string[] {
  const values = orders.map(figure).filter((value) => value !== null);
  return values.length === 0 ? ['–', '–'] : [String(median(values)), String(Math.max(...values))];
}

function printSpeeds(): void {
  const { fills, floatLoop, inProcess } = measureReplay();
  const paper = measurePaper();
  const row = (name: string, speed: number, ...references: readonly number[]): string[] => [
    name,
    Math.round(speed).toLocaleString('en-US'),
    ...references.map((reference) => formatRatio(reference / speed)),
  ];
  printTable(
    `Replay of ${paper.bars.toLocaleString('en-US')} bars, sma_fast_slow 10/50 with sizing and costs, ${fills} fills: bars per second`,
    ['how', 'bars/s', 'float loop is faster by', 'in process is faster by'],
    [
      row('bare float loop: no orders, no ledger', floatLoop),
      row('replay in process (target 200,000)', inProcess, floatLoop),
      row('tidegate paper, whole process, median (target 100,000)', paper.median, floatLoop, inProcess),
      row('tidegate paper, whole process, fastest', paper.best, floatLoop, inProcess),
      row('npm start, local cloud (boot apart)', local.barsPerSecond, floatLoop, inProcess),
    ],
  );
  printTable(
    'tidegate paper, whole process',
    ['what', 'figure', 'target'],
    [
      ['start of the program', `${paper.start.toFixed(2)} s`, ''],
      [
        `${paper.manyBars.toLocaleString('en-US')} bars, peak memory`,
        `${paper.manyMegabytes.toFixed(0)} MB`,
        'below 300 MB',
      ],
      ['the same, time', `${paper.manySeconds.toFixed(1)} s`, ''],
    ],
  );
}

function printRiskGate(): void {
  const { p50, p99 } = measureRiskGate();
  printTable(
    'Risk gate: every rule on, ten open positions, one intent',
    ['percentile', 'µs', 'target'],
    [
      ['p50', p50.toFixed(1), ''],
      ['p99', p99.toFixed(1), 'below 100'],
    ],
  );
}
