/** What a workflow does next. */
export type AdvanceOutcome = { readonly kind: 'wait'; readonly seconds: number } | { readonly kind: 'done' };
