/** A configuration that cannot be used. The message is one line per fault: where, what was received, what is expected. */
export class ConfigError extends Error {
  readonly code = 'INVALID_CONFIG';
  /** File, or other place, that the configuration came from. */
  readonly source: string;
  /** Path of the first faulty key, e.g. `risk.max_order_value`; empty for the configuration as a whole. */
  readonly field: string;
  /** What was received and what is expected. */
  readonly fault: string;

  constructor(source: string, field: string, fault: string) {
    super(field === '' ? `${source}: ${fault}` : `${source}: ${field}: ${fault}`);
    this.name = 'ConfigError';
    this.source = source;
    this.field = field;
    this.fault = fault;
  }
}
