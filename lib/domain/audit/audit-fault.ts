/** Something in the trail, or in the records beside it, that is not as it was, or not as it must be. */
export interface AuditFault {
  /** `chain`, `records` (record and trail differ), or the guarantee that is broken. */
  readonly rule: 'chain' | 'records' | 'G1' | 'G2' | 'G3' | 'G4' | 'G5' | 'G6';
  /** `seal 7`, `seal 7, entry 3`, a record's subject. */
  readonly place: string;
  readonly what: string;
}
