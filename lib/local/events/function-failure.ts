import type { FunctionError } from '../functions/function-protocol.ts';

/** A function threw where nobody would call it again in time: a fault of the program, not an outcome of the business. */
export class FunctionFailure extends Error {
  override readonly name = 'FunctionFailure';
  readonly code = 'FUNCTION_FAILED';
  readonly service: string;

  constructor(service: string, error: FunctionError) {
    super(`${service} failed: ${error.errorType}: ${error.errorMessage}`);
    this.service = service;
  }
}
