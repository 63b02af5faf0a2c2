/** Hours of a month, as AWS reckons. */
export const HOURS = 730;
export const MINUTES = HOURS * 60;

/** Memory that has a whole virtual CPU, in MB. */
const MEMORY_OF_A_CPU = 1_769;

/** A function with less memory has as much less of a CPU, and takes as much longer than the machine that measured. */
export function slowdown(memoryMb: number): number {
  return Math.max(1, MEMORY_OF_A_CPU / memoryMb);
}

/** Lambda's own lines about one invocation. */
export const PLATFORM_LOG_BYTES = 700;
/** A line of the access log. */
export const ACCESS_LOG_BYTES = 400;
/** Long polls that Lambda keeps open at a queue, each of 20 seconds. */
export const POLLERS = 5;
export const POLL_SECONDS = 20;
/** A key of the account that DynamoDB asks for again, for each function that calls it. */
export const KEY_CACHE_MINUTES = 5;
/** Requests of operators and their scripts in a month. */
export const API_REQUESTS = 1_000;
/** The ledger with its indexes. */
export const TABLE_GB = 1;
/** Compressed records in the archive, and objects written to it in a month. */
export const ARCHIVE_GB = 1;
export const ARCHIVE_PUTS = 1_000;
export const NOTICES = 100;

/** One call of `notify` by the clock, which no run measures: it reads when the monitor was at work, and asks a service outside. The monitor's notes of five minutes are in it. */
export const NOTIFY_TICK = { invocations: 1, milliseconds: 150, logBytes: 0, readUnits: 1, writeUnits: 2 };
