import { EventBridgeBus } from '#adapters/eventbridge/eventbridge-bus.ts';
import type { EventBus } from '#application/ports/event-bus.ts';
import { readBundledConfig } from './bundled-config.ts';
import { readFunctionEnvironment, required } from './function-environment.ts';
import { sleep } from './sleep.ts';

/** The bus that the template binds. */
export function openEventBus(): EventBus {
  const { eventBusName } = readFunctionEnvironment(process.env);
  const { environment } = readBundledConfig().config;
  return new EventBridgeBus({
    busName: required(eventBusName, 'EVENT_BUS_NAME'),
    environment,
    sleep,
    random: Math.random,
  });
}
