import { ENDPOINT_FILE, readEndpointFile } from '#local/serve/endpoint-file.ts';
import { refuseFlag } from '../replay/flag-values.ts';
import { isServiceUrl } from '../service-url.ts';
import { UsageError } from '../usage-error.ts';
import { type Credentials, findCredentials } from './credentials.ts';

/** A system to operate. */
export interface Endpoint {
  /** Without a slash at its end; a stage may follow the host. */
  readonly url: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Who named it, for messages. */
  readonly namedBy: string;
}

const EXPECTED = 'https://ID.execute-api.REGION.amazonaws.com, or another https address (http on this machine only)';

const LOCAL_HINT = `set AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY as in ${ENDPOINT_FILE} of its folder, or leave out the endpoint there`;

/**
 * The system to operate: `--endpoint`, else `TIDEGATE_ENDPOINT`, else the local cloud that serves in this folder, with its own keys.
 *
 * @throws {UsageError} when there is none, or its region or credentials are not known.
 */
export async function findEndpoint(flag: string | undefined, environment: NodeJS.ProcessEnv): Promise<Endpoint> {
  const variable = environment['TIDEGATE_ENDPOINT'];
  if (flag !== undefined) return named('--endpoint', flag, environment);
  if (variable) return named('TIDEGATE_ENDPOINT', variable, environment);
  const local = readLocal();
  if (local === null)
    throw new UsageError(
      `endpoint: found none, expected --endpoint URL, TIDEGATE_ENDPOINT, or ${ENDPOINT_FILE} in this folder, which \`npm start -- --serve\` writes`,
    );
  const { endpoint, region, ...credentials } = local;
  return { url: trimmed(endpoint), region, credentials, namedBy: ENDPOINT_FILE };
}

async function named(namedBy: string, url: string, environment: NodeJS.ProcessEnv): Promise<Endpoint> {
  if (!isServiceUrl(url)) throw refuseFlag(namedBy, url, EXPECTED);
  const region = regionOf(url, environment);
  return { url: trimmed(url), region, credentials: await findCredentials(environment, region), namedBy };
}

function regionOf(url: string, environment: NodeJS.ProcessEnv): string {
  const [, ofHost] = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(new URL(url).hostname) ?? [];
  const region = ofHost ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (region) return region;
  // Plain http is of this machine.
  const local = url.startsWith('http:') ? `; a local cloud's region and keys: ${LOCAL_HINT}` : '';
  throw new UsageError(`AWS_REGION: not set, and ${url} does not tell it; expected the region of the API${local}`);
}

function readLocal() {
  try {
    return readEndpointFile();
  } catch (cause) {
    throw new UsageError(
      `${ENDPOINT_FILE}: received a file that no local cloud has written, expected none or its own`,
      {
        cause,
      },
    );
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
