import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { LocalCloud } from '../local-cloud.ts';

/** Where the CLI finds a local cloud that serves in this folder. */
export const ENDPOINT_FILE = join('.tidegate', 'local.json');

/** Writes endpoint, region, the operator's keys and the webhook's tokens, readable by this user only. */
export function writeEndpointFile(cloud: LocalCloud): void {
  const { accessKeyId, secretAccessKey } = cloud.access.operator;
  mkdirSync('.tidegate', { recursive: true });
  rmSync(ENDPOINT_FILE, { force: true });
  const written: LocalEndpoint = {
    endpoint: cloud.api.url,
    region: cloud.template.region,
    accessKeyId,
    secretAccessKey,
    webhookTokens: cloud.webhookTokens,
  };
  writeFileSync(ENDPOINT_FILE, `${JSON.stringify(written, null, 2)}\n`, { mode: 0o600 });
}

export function removeEndpointFile(): void {
  rmSync(ENDPOINT_FILE, { force: true });
}

const content = z.object({
  endpoint: z.url(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  /** Strategy → token. */
  webhookTokens: z.optional(z.record(z.string(), z.string())),
});

export type LocalEndpoint = z.output<typeof content>;

/**
 * The local cloud that serves in this folder; `null`: there is none.
 *
 * @throws when the file is not one that a local cloud has written.
 */
export function readEndpointFile(): LocalEndpoint | null {
  const text = readIfThere(ENDPOINT_FILE);
  return text === null ? null : content.parse(JSON.parse(text));
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
