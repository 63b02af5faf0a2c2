import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRepositoryFile } from '../support/repository-files.ts';

const IMPORT = /^(?:import|export) (?!type )[^;]*?from '([#.][^']+)'|await import\('([#.][^']+)'\)/gms;

/** Every file of the project that running `entry` may load, type-only imports aside. */
function reachedFrom(entry: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [entry];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, fixed, lazy] of readRepositoryFile(file).matchAll(IMPORT))
      pending.push(resolve(file, fixed ?? lazy ?? ''));
  }
  return reached;
}

function resolve(from: string, name: string): string {
  if (name === '#broker') return 'lib/runtime/brokers/sim.ts'; // The default of package.json.
  return name.startsWith('#') ? `lib/${name.slice(1)}` : join(dirname(from), name);
}

describe('live-lite', () => {
  test('Given everything that it loads, When it is read, Then no broker is there and nothing sends an order', () => {
    const reached = [...reachedFrom('lib/cli/live/run-live.ts')];

    expect(reached).toContain('lib/adapters/alpaca/alpaca-market-data.ts');
    expect(reached).toContain('lib/adapters/ccxt/ccxt-market-data.ts');
    expect(
      reached.filter((file) => /^lib\/(?:runtime|adapters\/(?:sim|sqs))\/|broker\.ts$|order-entry/.test(file)),
    ).toEqual([]);
    const sends =
      /placeOrder|createOrder\(\s*['"`\w]+\s*,\s*['"`]|replaceOrder|cancelOrder|method: '(?:POST|PUT|PATCH|DELETE)'/;
    const senders = reached.filter((file) => sends.test(readRepositoryFile(file)));
    expect(senders).toEqual([]);
  });

  test('Given a module that does load a broker, When it is searched in the same way, Then it is found', () => {
    expect([...reachedFrom('lib/application/orders/place-order.ts')]).toContain('lib/application/orders/send-order.ts');
    expect([...reachedFrom('lambdas/place-order/handler.ts')]).toContain('lib/adapters/sim/sim-broker.ts');
  });
});
