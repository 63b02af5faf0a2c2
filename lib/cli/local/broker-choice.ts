import { ALPACA_PAPER_URL, isLiveAlpacaUrl } from '#adapters/alpaca/alpaca-hosts.ts';
import { BROKER_EXPECTED, BROKER_PATTERN } from '#application/contracts/environment-schema.ts';
import { venueVariable } from '#local/gateway/local-secrets.ts';
import { refuseFlag } from '../replay/flag-values.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The broker of a local run. Bars that are replayed are not the market's: with them nothing may go to a host where orders are real.
 *
 * @throws {UsageError} for a broker that there is not, keys that are not set, or a live host; nothing has been asked for by then.
 */
export function chooseBroker(flag: string | undefined, environment: NodeJS.ProcessEnv): string {
  const broker = flag ?? 'sim';
  if (!BROKER_PATTERN.test(broker)) throw refuseFlag('--broker', broker, BROKER_EXPECTED);
  if (broker === 'alpaca') checkAlpaca(environment);
  else if (broker !== 'sim') checkExchange(broker.replace('ccxt:', '').toUpperCase(), environment);
  return broker;
}

function checkAlpaca(environment: NodeJS.ProcessEnv): void {
  requireVariable('APCA_API_KEY_ID', 'alpaca', environment);
  requireVariable('APCA_API_SECRET_KEY', 'alpaca', environment);
  const url = urlOf('APCA_API_BASE_URL', environment) ?? ALPACA_PAPER_URL;
  if (isLiveAlpacaUrl(url)) throw refuseLive('APCA_API_BASE_URL', url, ALPACA_PAPER_URL);
}

/** Keys of an exchange differ (a secret, a wallet): the exchange itself says what it lacks. */
function checkExchange(exchange: string, environment: NodeJS.ProcessEnv): void {
  urlOf(`CCXT_${exchange}_BASE_URL`, environment);
}

function requireVariable(name: string, broker: string, environment: NodeJS.ProcessEnv): void {
  if (venueVariable(environment, name) !== undefined) return;
  throw new UsageError(`--broker ${broker}: ${name} is not set, expected the key of a paper account`);
}

function urlOf(name: string, environment: NodeJS.ProcessEnv): string | null {
  const text = venueVariable(environment, name);
  if (text === undefined) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new UsageError(`${name}: received ${JSON.stringify(text)}, expected an http or https URL`);
}

function refuseLive(name: string, url: string, paper: string): UsageError {
  return new UsageError(
    `${name}: received ${new URL(url).origin}, where orders are real; a replay of bars expects a paper account (${paper})`,
  );
}
