import { UsageError } from '../usage-error.ts';

/** A host that is not known for play money. */
export function refuseLive(name: string, url: string, paper: string): UsageError {
  return new UsageError(
    `${name}: received ${new URL(url).origin}, where orders are real for all that is known; a replay of bars expects ${paper}, or a server on this machine`,
  );
}
