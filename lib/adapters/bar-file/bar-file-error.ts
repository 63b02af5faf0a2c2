/** A file of bars that cannot be gone on with, or no longer be written. */
export class BarFileError extends Error {
  override readonly name = 'BarFileError';
  /** `foreign`: it is not what these bars may be added to, nothing has been changed. `io`: the system has refused to write. */
  readonly code: 'foreign' | 'io';

  constructor(code: 'foreign' | 'io', message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
