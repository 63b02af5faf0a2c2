import { UsageError } from '../usage-error.ts';

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The caller's AWS credentials, found as AWS SDKs find them: the environment unless `AWS_PROFILE` is set, then profiles, sign-ons and what the machine offers.
 *
 * @throws {UsageError} when there are none.
 */
export async function findCredentials(environment: NodeJS.ProcessEnv, region: string): Promise<Credentials> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  const isProfile = (environment['AWS_PROFILE'] ?? '') !== '';
  if (!isProfile && accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  return askSdk(region);
}

/** The search itself is the SDK's; any of its clients has it. */
async function askSdk(region: string): Promise<Credentials> {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  try {
    const found = await new SecretsManagerClient({ region }).config.credentials();
    const { accessKeyId, secretAccessKey, sessionToken } = found;
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(
      `AWS credentials: found none (${why}), expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE`,
      { cause },
    );
  }
}
