import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';

/**
 * A secret of JSON by its schema. What is wrong with it is told by field names, never by content. `what` names the secret in errors.
 *
 * @throws when it cannot be read or lacks a field.
 */
export async function readSecret<Schema extends z.ZodMiniObject>(
  what: string,
  secretId: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const parsed = z.safeParse(schema, await readSecretJson(secretId));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') || 'the text';
  const fields = Object.keys(schema.shape).join(', ');
  throw new Error(`${what} secret: ${field} is missing or malformed, expected JSON with ${fields}`);
}

/** What a secret holds; `null` where that is no JSON. */
export async function readSecretJson(secretId: string): Promise<unknown> {
  const client = new SecretsManagerClient({ maxAttempts: 3 });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  return parseJson(SecretString ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
