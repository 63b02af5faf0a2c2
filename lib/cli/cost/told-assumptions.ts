import * as assumed from './assumptions.ts';
import { type LoadSettings, metricsOfLimits } from './load.ts';
import { PRICE_LIST } from './prices.ts';
import type { MeasuredUsage } from './usage.ts';

/** Everything that the figures rest on besides the template, a sentence each. */
export function toldAssumptions(measured: MeasuredUsage, settings: LoadSettings, region: string): readonly string[] {
  const { broker, reconciliationSeconds } = settings;
  const isSim = broker === 'sim';
  return [
    `Prices: public list prices of ${PRICE_LIST.region}, noted on ${PRICE_LIST.date}, without taxes; check them at the sources in the JSON.`,
    ...(region === PRICE_LIST.region ? [] : [`This environment is in ${region}, where prices differ.`]),
    `A month has ${assumed.HOURS} hours; a session runs all of them, its strategy looks at every bar of one minute and never trades. Schedules are the template's.`,
    `Capacity units, calls, log lines and times of a tick and of an order: measured in the local cloud by npm run bench:usage on ${measured.measuredOn}, ${isSim ? 'with the simulated broker' : 'with Alpaca in memory, for any broker outside'}.`,
    'An order is one of a simple strategy with one symbol: decided, placed, tracked to its fill, with its protection and its audit trail, its position marked for as long as it was held in that run.',
    `A function takes as long as on the machine that measured, times 1,769 ÷ its memory in MB, Lambda's share of a CPU: ×${assumed.slowdown(512).toFixed(1)} at 512 MB.`,
    `A call of notify by the clock takes ${assumed.NOTIFY_TICK.milliseconds} ms, ${assumed.NOTIFY_TICK.readUnits} read and ${assumed.NOTIFY_TICK.writeUnits} write units, the monitor's notes among them: assumed, not measured; the secret that it reads is not counted (about 4 cents a month).`,
    'Starts of functions (a few a day each, about a cent together) and the reads of secrets that these make are not counted; nor is data that leaves AWS.',
    ...(isSim ? [] : [`A reconciliation every ${reconciliationSeconds} seconds, none of which finds a difference.`]),
    `The queue is polled by ${assumed.POLLERS} long polls of ${assumed.POLL_SECONDS} seconds at a time, always.`,
    `The ledger has ${assumed.TABLE_GB} GB; DynamoDB asks for its key every ${assumed.KEY_CACHE_MINUTES} minutes for each function that a schedule calls.`,
    `Log lines: as measured, and ${assumed.PLATFORM_LOG_BYTES} bytes of Lambda's own for each call; kept as long as the template says, uncompressed.`,
    `The API gets ${assumed.API_REQUESTS} requests a month. A bucket holds ${assumed.ARCHIVE_GB} GB and is written to ${assumed.ARCHIVE_PUTS} times, a topic tells ${assumed.NOTICES} notices.`,
    `All ${isSim ? measured.sim.metrics.length : measured.outside.metrics.length} custom metrics that were seen, and ${metricsOfLimits(settings)} of risk limits, are published every month.`,
    'What is free: amounts that AWS takes off the bill of every account without an end, once for all that the account runs.',
    'The machine has no ledger, queue, backups, alarms or second zone, and somebody has to keep it up to date.',
  ];
}
