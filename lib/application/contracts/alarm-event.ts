import * as z from 'zod/mini';
import { parseMessage } from './invalid-message-error.ts';

const schema = z.object({
  alarmData: z.object({
    alarmName: z.string().check(z.minLength(1)),
    state: z.object({ value: z.string(), reason: z._default(z.string(), ''), timestamp: z.string() }),
    configuration: z._default(z.object({ description: z._default(z.string(), '') }), { description: '' }),
  }),
});

/** An alarm of CloudWatch that has changed its state. */
export interface AlarmEvent {
  readonly name: string;
  /** Empty: it has none. */
  readonly description: string;
  readonly isAlarm: boolean;
  readonly reason: string;
  /** As CloudWatch writes it: with the name, the identity of the change. */
  readonly since: string;
}

/** @throws {InvalidMessageError} for anything that CloudWatch does not send to the function of an alarm. */
export function parseAlarmEvent(event: unknown): AlarmEvent {
  const { alarmName: name, configuration, state } = parseMessage('alarm', schema, event).alarmData;
  const { description } = configuration;
  return { name, description, isAlarm: state.value === 'ALARM', reason: state.reason, since: state.timestamp };
}
