import { toIso } from '#domain/shared/instant.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { AccessControl } from '../gateway/access-control.ts';
import type { ScheduleSpec } from '../template/local-template.ts';
import { FunctionFailure } from './function-failure.ts';

export interface TickDispatcherOptions {
  readonly access: AccessControl;
  readonly host: (functionName: string) => FunctionHost;
}

const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
const SCHEDULER_SERVICE = 'scheduler.amazonaws.com';

/** EventBridge Scheduler's part of a tick: assumes the schedule's role and invokes the function with the payload. */
export class TickDispatcher {
  readonly #options: TickDispatcherOptions;

  constructor(options: TickDispatcherOptions) {
    this.#options = options;
  }

  /** @param copies how often the tick is delivered, as at-least-once delivery may */
  async dispatch(schedule: ScheduleSpec, instant: number, copies = 1): Promise<void> {
    const { access, host } = this.#options;
    const target = schedule.function;
    if (access.assumeRole(schedule.role, SCHEDULER_SERVICE, schedule.name) !== null) return;
    const needed = { action: 'lambda:InvokeFunction', resource: target.arn };
    if (access.authoriseRole(schedule.role, `schedule of ${target.service}`, needed) !== null) return;
    const input = schedule.input.replaceAll(SCHEDULED_TIME, toIso(instant));
    for (let copy = 0; copy < copies; copy += 1) {
      const result = await host(target.name).invoke(JSON.parse(input), input);
      if (!result.ok) throw new FunctionFailure(target.service, result.error);
    }
  }
}
