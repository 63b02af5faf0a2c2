import middy from '@middy/core';

/** What the workflow does next: ask again after some seconds, or nothing. */
type Step = { readonly kind: 'wait'; readonly seconds: number } | { readonly kind: 'done' };

/** Takes the next step of a stop, given `{ stopId }`. There is none yet. */
async function advance(): Promise<Step> {
  return { kind: 'done' };
}

export const handler = middy(advance);
