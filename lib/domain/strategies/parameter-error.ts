/** A parameter that its schema allows and the session does not. */
export class ParameterError extends Error {
  readonly code = 'INVALID_PARAMETER';
  override readonly name = 'ParameterError';
  readonly parameter: string;
  /** What was received and what is expected. */
  readonly fault: string;

  constructor(parameter: string, fault: string) {
    super(`${parameter}: ${fault}`);
    this.parameter = parameter;
    this.fault = fault;
  }
}
