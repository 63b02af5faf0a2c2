import { readFileSync } from 'node:fs';
import { canonicalJson } from '#application/contracts/canonical-json.ts';
import {
  type EnvironmentConfig,
  parseEnvironmentConfig,
  toConfigJson,
} from '#application/contracts/environment-config.ts';

export interface BundledConfig {
  readonly config: EnvironmentConfig;
  /** Canonical JSON, as a session keeps it. */
  readonly text: string;
}

/** The environment's configuration, which the build puts beside each handler: no read at run time, no limit of 4 KB. */
export function readBundledConfig(): BundledConfig {
  const raw: unknown = JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8'));
  const config = parseEnvironmentConfig(raw, 'config.json');
  return { config, text: canonicalJson(toConfigJson(config)) };
}
