import { measureBundles } from './measure-bundles.ts';
import { measureLocalCloud } from './measure-local-cloud.ts';
import { measurePaper } from './measure-paper.ts';
import { measureReplay } from './measure-replay.ts';
import { measureRiskGate } from './measure-risk.ts';
import { type OrderCalls, splitOrderCalls, unitsOf } from './order-calls.ts';
import { formatRatio, median, printTable } from './print-table.ts';

/* `npm run bench`: figures of this machine; compare the ratios, not the milliseconds. */

measureBundles();

const local = await measureLocalCloud();
printOrderCalls(splitOrderCalls(local.calls));
printSpeeds();
printRiskGate();

function printOrderCalls(orders: readonly OrderCalls[]): void {
  const writes = (order: OrderCalls): number =>
    unitsOf([...order.before.filter(isWrite), ...order.after.filter(isWrite)]);
  const row = (name: string, target: string, figure: (order: OrderCalls) => number): string[] => {
    const values = orders.map(figure);
    return [name, String(median(values)), String(Math.max(...values)), target];
  };
  printTable(
    `AWS calls of ${orders.length} orders through place-order in the local cloud`,
    ['of one order', 'median', 'most', 'target'],
    [
      row('calls before the broker call', '2', (order) => order.before.length),
      row('calls after it', '1', (order) => order.after.length),
      row('write units, authorise and acknowledge', '10', writes),
      row('read units', '', (order) => unitsOf(order.before.filter((call) => !isWrite(call)))),
      row('calls of the simulated venue itself', '', (order) => order.venue.length),
    ],
  );
}

function isWrite({ operation }: { readonly operation: string }): boolean {
  return operation !== 'Query' && operation !== 'GetItem';
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
