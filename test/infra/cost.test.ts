import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { heartbeatOf, isMetric, SCHEDULED } from '#application/contracts/metrics.ts';
import { readDeployed } from '#cli/cost/deployed.ts';
import { FREE_TYPES } from '#cli/cost/free-types.ts';
import { METERS } from '#cli/cost/meters.ts';
import { reportOf } from '#cli/cost/report.ts';
import { readUsage } from '#cli/cost/usage.ts';
import { runCli } from '../support/run-cli.ts';
import { configOf, createApp, ENVIRONMENTS } from './synthesized-app.ts';

const BROKERS = ['sim', 'alpaca', 'ccxt:binance'];
const CASES = ENVIRONMENTS.flatMap((environment) => BROKERS.map((broker) => [environment, broker] as const));

function deployed(config: ReturnType<typeof configOf>) {
  const { stacks } = createApp(config);
  const templates = [stacks.data, stacks.app].map((stack) => Template.fromStack(stack).toJSON());
  return readDeployed({
    directory: '',
    stacks: templates.map((template) => ({ name: 'any', region: null, template, assets: new Map() })),
  });
}

describe('cost of the environments', () => {
  test.for(CASES)(
    'Given %s with %s, Then each type of resource has a price or a reason why it is free, not both',
    ([environment, broker]) => {
      const types = new Set(deployed({ ...configOf(environment), broker }).resources.map(({ type }) => type));

      expect([...types].filter((type) => (METERS[type] === undefined) === (FREE_TYPES[type] === undefined))).toEqual(
        [],
      );
    },
  );

  test.for(CASES)(
    'Given %s with %s, Then its bill can be told, and every line has something of it or of an order',
    ([environment, broker]) => {
      const config = { ...configOf(environment), broker };
      const { bill, assumptions } = reportOf(config, deployed(config));

      expect(bill.idle.list.gt(0) && bill.perThousandOrders.list.gt(0)).toBe(true);
      expect(bill.idle.afterFree.lte(bill.idle.list)).toBe(true);
      for (const { idle, perThousandOrders } of bill.lines)
        expect([idle, perThousandOrders].every(({ list, afterFree }) => list.gte(afterFree) && afterFree.gte(0))).toBe(
          true,
        );
      expect(assumptions.some((text) => text.includes('reconciliation every 300 seconds'))).toBe(broker !== 'sim');
    },
  );

  test.for(['sim', 'outside'] as const)(
    'Given the usage that was measured with %s, Then it is that of the functions as they are: their metrics, and all who have to do with an order',
    (kind) => {
      const { metrics, order, tick } = readUsage()[kind];
      const names = metrics.map((metric) => metric.split(' ')[0] ?? '');
      expect(names.filter((name) => !isMetric(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toEqual(expect.arrayContaining(SCHEDULED.map(heartbeatOf)));
      expect(Object.keys(tick)).toEqual(expect.arrayContaining([...SCHEDULED]));
      expect(Object.keys(order.functions)).toEqual(
        expect.arrayContaining(['place-order', 'record-audit', 'relay-events', 'seal-audit', 'track-orders']),
      );
      expect(order.busEvents).toBeGreaterThan(1);
    },
  );

  test('Given limits that are set, Then the use of each is a metric, and without any there is none of it', () => {
    const config = configOf('dev');
    const told = (profile: 'balanced' | 'none') =>
      reportOf({ ...config, risk: { profile } }, deployed(config)).assumptions.find((text) => text.includes('metrics'));
    expect(told('none')).toContain('and 0 of risk limits');
    expect(told('balanced')).toContain('and 9 of risk limits');
  });

  test('Given a service outside that waits to hear from us, Then what is called for it is billed, too', () => {
    const config = configOf('dev');
    const notifications = { channels: ['slack' as const], least_severity: 'warning' as const, most_per_hour: 30 };
    const billOf = (dead_man: boolean) => {
      const told = { ...config, notifications: { ...notifications, dead_man } };
      return reportOf(told, deployed(told)).bill.idle.list;
    };
    expect(billOf(true).gt(billOf(false))).toBe(true);
  });

  test('Given a reason why a type is free, Then it says something', () => {
    for (const reason of Object.values(FREE_TYPES)) expect(reason.length).toBeGreaterThan(8);
  });
});

describe('tidegate cost', () => {
  test('Given an environment, When its cost is asked for as JSON, Then amounts are decimals, with sources, assumptions and the machine', async () => {
    const { code, stdout } = await runCli(['cost', '--env', 'prod', '--json']);
    const report = JSON.parse(stdout);

    expect(code).toBe(0);
    expect(report).toMatchObject({
      environment: 'prod',
      currency: 'USD',
      prices: { region: 'us-east-1', date: '2026-11-21' },
    });
    expect(report.idle.list).toMatch(/^\d+\.\d+$/);
    expect(report.thousand_orders.after_free).toMatch(/^\d+\.\d+$/);
    expect(report.lines.map(({ price }: { price: string }) => price)).toContain('tableWrite');
    expect(report.assumptions.length).toBeGreaterThan(8);
    expect(report.cheapest_vm.usdPerMonth).toBe('5.00');
  }, 120_000);

  test.for([
    [['--env', '../dev'], '--env: received "../dev", expected lower-case letters, digits and hyphens'],
    [['--env', 'none'], 'none.yaml'],
    [['--env', 'dev', '--config', 'config/dev.yaml'], 'received both, expected one of them'],
    [['--config', 'no-such.yaml'], 'no-such.yaml'],
  ] as const)('Given %j, Then exit 2 and a message', async ([flags, message]) => {
    const { code, stderr, stdout } = await runCli(['cost', ...flags]);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
