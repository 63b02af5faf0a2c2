import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import type { JsonObject } from '../template/json.ts';
import type { WorkflowDefinition } from './workflow-definition.ts';

/** Seconds: the runner's own time-out of a task is off the table. Its timer takes no more than 2³¹ milliseconds. */
const NEVER = 2_147_483;

/** What the task that stands for a Wait is given. */
export interface WaitInput {
  readonly seconds?: unknown;
  readonly timestamp?: unknown;
  /** What the state passes on. */
  readonly input: unknown;
}

/**
 * The definition as the runner gets it. Its timers are real and no replay could turn them, so every Wait becomes a task that
 * ends when the wait does, and time-outs are ours.
 */
export function toRunnable({ startAt, states }: WorkflowDefinition): StateMachineDefinition {
  const runnable = Object.entries(states).map(([name, state]) => [name, toRunnableState(state)]);
  const definition: unknown = { StartAt: startAt, States: Object.fromEntries(runnable) };
  // The definition has been read: it is one.
  return definition as StateMachineDefinition;
}

function toRunnableState(state: JsonObject): object {
  if (state['Type'] === 'Task') return { ...state, TimeoutSeconds: NEVER };
  if (state['Type'] !== 'Wait') return state;
  const { Seconds, SecondsPath, Timestamp, TimestampPath, ...common } = state;
  const wanted = { seconds: Seconds, 'seconds.$': SecondsPath, timestamp: Timestamp, 'timestamp.$': TimestampPath };
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const Parameters = { ...Object.fromEntries(given), 'input.$': '$' };
  return { ...common, Type: 'Task', Resource: 'wait', Parameters, TimeoutSeconds: NEVER };
}
