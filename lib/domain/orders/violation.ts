/** One violated rule: what the limit is, what the order would make of it, and the unit of both. */
export interface Violation {
  readonly rule: string;
  readonly limit: string;
  readonly value: string;
  readonly unit: string;
}
