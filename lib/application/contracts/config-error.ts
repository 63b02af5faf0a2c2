/** One fault of a configuration. */
export interface ConfigFault {
  /** Path of the faulty key, e.g. `risk.max_order_value`; empty for the configuration as a whole. */
  readonly field: string;
  /** What was received and what is expected. */
  readonly fault: string;
}

/** A configuration that cannot be used. The message is the first fault in one line: where, what was received, what is expected. */
export class ConfigError extends Error {
  readonly code = 'INVALID_CONFIG';
  /** File, or other place, that the configuration came from. */
  readonly source: string;
  /** Of the first fault. */
  readonly field: string;
  readonly fault: string;
  /** All faults that were found at once, at least one. */
  readonly faults: readonly ConfigFault[];

  constructor(source: string, field: string, fault: string, more: readonly ConfigFault[] = []) {
    super(field === '' ? `${source}: ${fault}` : `${source}: ${field}: ${fault}`);
    this.faults = [{ field, fault }, ...more];
    this.name = 'ConfigError';
    this.source = source;
    this.field = field;
    this.fault = fault;
  }
}
