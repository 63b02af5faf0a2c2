import type { Status } from '#application/reads/read-status.ts';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../usage-error.ts';
import type { PageBody, SessionBody } from './api-bodies.ts';
import { idArgument } from './operate-flags.ts';
import type { Operation } from './operation.ts';

/** The session that was named, or the one that holds the account. */
export async function holdingSession(operation: Operation, given: string | undefined): Promise<string> {
  if (given !== undefined) return idArgument('session', given);
  const { session } = (await operation.get<Status>('/status')).body;
  if (session === null)
    throw new CommandError(EXIT.refused, ['no session holds the account: `session start` starts one']);
  return session.id;
}

/** The session that was named, or the latest. */
export async function findSession(operation: Operation, given: string | undefined): Promise<string> {
  if (given !== undefined) return idArgument('session', given);
  const [latest] = (await operation.get<PageBody<SessionBody>>('/sessions', { limit: '1' })).body.items;
  if (latest === undefined)
    throw new CommandError(EXIT.refused, ['there is no session yet: `session start` starts one']);
  return latest.id;
}
