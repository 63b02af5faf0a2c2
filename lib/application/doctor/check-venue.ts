import { BrokerError } from '#application/ports/broker-error.ts';
import type {
  AccountStanding,
  BrokerReader,
  ClockReading,
  RateLimit,
  VenueProbe,
} from '#application/ports/venue-probe.ts';
import { toPlain } from '#domain/shared/decimal.ts';
import { SECOND, toIso } from '#domain/shared/instant.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { adviceOn } from './failure-advice.ts';

/** Beyond it signatures and the age of prices become doubtful … */
const SKEW_WARN = SECOND;
/** … and beyond it venues refuse requests. */
const SKEW_FAIL = 5 * SECOND;
const FEW_REQUESTS = 0.1;
const UNREACHABLE: readonly string[] = ['NETWORK', 'UNAVAILABLE'];

export interface VenueCheckUp {
  readonly broker: BrokerReader;
  readonly probe: VenueProbe;
  readonly symbols: readonly string[];
}

/** Reads everything at the venue that a session relies on, a check after the other. A venue that cannot be reached is asked once. */
export async function* checkVenue({ broker, probe, symbols }: VenueCheckUp): AsyncGenerator<Check> {
  const clock = await attempt('clock', async () => judgeClock(await probe.readTime()));
  yield clock.check;
  if (clock.isUnreachable) return;
  const account = await attempt('account', async () => {
    const [standing, balance] = [await probe.readStanding(), await broker.getBalance()];
    return [
      ok('account', `${standing.status}, ${toPlain(balance.cash)} ${balance.currency} of cash`),
      judgeStanding(standing),
    ];
  });
  yield* account.checks;
  if (account.check.status === 'ok') yield (await attempt('positions', () => readPositions(broker))).check;
  for (const symbol of symbols)
    yield (await attempt(`symbol ${symbol}`, () => readSymbol(broker, probe, symbol))).check;
  yield (await attempt('market', () => readMarket(broker))).check;
  yield judgeRateLimit(probe.rateLimit);
}

interface Attempt {
  readonly check: Check;
  readonly checks: readonly Check[];
  readonly isUnreachable: boolean;
}

async function attempt(name: string, read: () => Promise<Check | readonly [Check, ...Check[]]>): Promise<Attempt> {
  try {
    const found = await read();
    const checks: readonly [Check, ...Check[]] = 'name' in found ? [found] : found;
    return { check: checks[0], checks, isUnreachable: false };
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    const check = fail(name, error.message, adviceOn(error.code));
    return { check, checks: [check], isUnreachable: UNREACHABLE.includes(error.code) };
  }
}

function judgeClock({ ahead, uncertainty }: ClockReading): Check {
  const skew = Math.max(Math.abs(ahead) - uncertainty, 0);
  const text = `the venue's clock is ${(Math.abs(ahead) / SECOND).toFixed(1)} s ${ahead < 0 ? 'behind' : 'ahead of'} ours`;
  const advice = 'set this machine by NTP, e.g. with chrony or systemd-timesyncd';
  if (skew > SKEW_FAIL) return fail('clock', text, advice);
  return skew > SKEW_WARN ? warn('clock', text, advice) : ok('clock', text);
}

function judgeStanding({ blocks, limits }: AccountStanding): Check {
  if (blocks.length > 0)
    return fail('permissions', blocks.join(', '), "lift it on the broker's site, or ask its support");
  if (limits.length === 0) return ok('permissions', 'trading is allowed');
  return warn('permissions', limits.join(', '), 'leave strategies that need it off');
}

async function readPositions(broker: BrokerReader): Promise<Check> {
  const held = (await broker.listPositions()).filter(({ quantity }) => !quantity.isZero());
  if (held.length === 0) return ok('positions', 'flat');
  const text = held.map(({ symbol, quantity }) => `${toPlain(quantity)} ${symbol}`).join(', ');
  return warn('positions', text, 'close them, or say what a session makes of them: session.existing');
}

async function readSymbol(broker: BrokerReader, probe: VenueProbe, symbol: string): Promise<Check> {
  const name = `symbol ${symbol}`;
  const isTradable = await probe.isTradable(symbol);
  if (isTradable === null)
    return fail(name, 'the venue has no such symbol', 'correct it under symbols in the configuration');
  if (!isTradable) return fail(name, 'the venue does not trade it now', 'take it out of the configuration');
  const { isFractional, lot, minNotional, tick } = await broker.getSymbolRules(symbol);
  const text = `lot ${lot === null ? 'unknown' : toPlain(lot)}, tick ${tick === null ? 'unknown' : toPlain(tick)}, least notional ${
    minNotional === null ? 'unknown' : toPlain(minNotional)
  }, ${isFractional ? 'in fractions' : 'whole units only'}`;
  if (lot !== null) return ok(name, text);
  return warn(name, text, 'give lot and tick under brokers in the configuration');
}

async function readMarket(broker: BrokerReader): Promise<Check> {
  const clock = await broker.getMarketClock();
  if (clock === null) return ok('market', 'never closes');
  const next = clock.isOpen ? clock.nextClose : clock.nextOpen;
  const until = next === null ? '' : ` until ${toIso(next)}`;
  return ok('market', `${clock.isOpen ? 'open' : 'closed'}${until}`);
}

function judgeRateLimit(limit: RateLimit | null): Check {
  if (limit === null) return ok('rate limit', 'the venue tells none');
  const isLow = limit.remaining !== null && limit.remaining < FEW_REQUESTS;
  return isLow
    ? warn('rate limit', limit.text, 'find out what else uses these keys, or slow it down')
    : ok('rate limit', limit.text);
}
