import type { AccessDenial } from './gateway/aws-call.ts';

/** A role or a resource's policy lacks a right that the program uses: deployed, it would fail the same way. */
export class AccessDeniedError extends Error {
  override readonly name = 'AccessDeniedError';
  readonly code = 'ACCESS_DENIED';
  readonly denial: AccessDenial;

  constructor(denial: AccessDenial) {
    super(`AccessDenied: ${denial.principal} may not ${denial.action} on ${denial.resource}`);
    this.denial = denial;
  }
}
