import type { Broker } from '#application/ports/broker.ts';

const TRIES = 3;

/** What the checkers must find out: a client that repeats a POST whose answer was lost, without asking what became of it. */
export function naiveBroker(broker: Broker): Broker {
  return new Proxy(broker, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return name === 'placeOrder'
        ? (request: Parameters<Broker['placeOrder']>[0]) => post(target, request)
        : member.bind(target);
    },
  });
}

async function post(broker: Broker, request: Parameters<Broker['placeOrder']>[0]) {
  let outcome = await broker.placeOrder(request);
  for (let tries = 1; tries < TRIES && outcome.kind === 'unknown'; tries += 1)
    outcome = await broker.placeOrder(request);
  return outcome;
}
