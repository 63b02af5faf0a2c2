import { existsSync } from 'node:fs';
import { type EnvironmentConfig, parseEnvironmentConfig } from '#application/contracts/environment-config.ts';
import { type BrokerName, brokerFlag } from '../market/broker-environment.ts';
import { readConfigFile } from '../read-config-file.ts';
import { symbolFlag } from '../replay/replay-data.ts';

export interface DoctorFlags {
  readonly broker: string;
  readonly live?: boolean;
  readonly config?: string;
  readonly symbol?: readonly string[];
  readonly json?: boolean;
}

export interface DoctorOptions {
  readonly broker: BrokerName;
  readonly isLiveAllowed: boolean;
  /** Canonical. */
  readonly symbols: readonly string[];
}

const DEFAULT_CONFIG = 'config/paper.yaml';

/** @throws {UsageError} or {@link ConfigError} for bad flags; nothing has been asked by then. */
export function resolveDoctor(flags: DoctorFlags): DoctorOptions {
  const broker = brokerFlag('--broker', flags.broker);
  const named = flags.symbol?.map((text) => symbolFlag('--symbol', text));
  const file = flags.config ?? (named === undefined && existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : null);
  const configured: EnvironmentConfig['symbols'] =
    file === null ? [] : parseEnvironmentConfig(readConfigFile(file, '--config').content, file).symbols;
  return { broker, isLiveAllowed: flags.live === true, symbols: [...new Set(named ?? configured)] };
}
