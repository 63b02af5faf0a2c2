import type { Instant } from '#domain/shared/instant.ts';

/** `wait`: the venue is not to be asked before `until`. */
export type ReadGrant =
  | { readonly kind: 'granted'; readonly calls: number }
  | { readonly kind: 'wait'; readonly until: Instant; readonly reason: string };

/** Rations the reads of whoever asks the broker for much at once, so that orders and cancels find the venue willing. */
export interface ReadBudget {
  /** Takes up to `planned` calls, one at least, or tells to wait. One write at most. */
  take(planned: number): Promise<ReadGrant>;
}
