import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalCloud } from '../local-cloud.ts';

/** Where the CLI finds a local cloud that serves in this folder. */
export const ENDPOINT_FILE = join('.tidegate', 'local.json');

/** Writes endpoint, region and the operator's keys, readable by this user only. */
export function writeEndpointFile(cloud: LocalCloud): void {
  const { accessKeyId, secretAccessKey } = cloud.access.operator;
  mkdirSync('.tidegate', { recursive: true });
  rmSync(ENDPOINT_FILE, { force: true });
  const content = { endpoint: cloud.api.url, region: cloud.template.region, accessKeyId, secretAccessKey };
  writeFileSync(ENDPOINT_FILE, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}

export function removeEndpointFile(): void {
  rmSync(ENDPOINT_FILE, { force: true });
}
