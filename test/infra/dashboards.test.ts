import { describe, expect, test } from 'vitest';
import { METRICS } from '#application/contracts/metrics.ts';
import { resourcesOf, templatesOf } from './synthesized-app.ts';

const template = templatesOf('dev').app;

/** By name: the text of the body, as far as it is literal. */
const bodies = Object.fromEntries(
  resourcesOf(template, 'AWS::CloudWatch::Dashboard').map(([, { Properties }]) => [
    Properties.DashboardName,
    JSON.stringify(Properties.DashboardBody).replaceAll('\\', ''),
  ]),
);

describe('dashboards', () => {
  test('Given an environment, Then it has three, no more: further ones are not free', () => {
    expect(Object.keys(bodies).sort()).toEqual([
      'tidegate-dev-execution',
      'tidegate-dev-operator',
      'tidegate-dev-platform',
    ]);
  });

  test('Given every figure that the functions write, Then an alarm or a dashboard shows it', () => {
    const alarms = JSON.stringify(resourcesOf(template, 'AWS::CloudWatch::Alarm'));
    const shown = [...Object.values(bodies), alarms].join('');
    const hidden = Object.keys(METRICS).filter((name) => !shown.includes(`"${name}"`));
    expect(hidden).toEqual([]);
  });

  test('Given what an operator asks first, Then it is on the first one', () => {
    for (const figure of [
      'trading_mode',
      'equity',
      'daily_pnl',
      'exposure',
      'unknown_orders',
      'open_drifts',
      'max_drawdown',
    ])
      expect(bodies['tidegate-dev-operator']).toContain(figure);
    expect(bodies['tidegate-dev-operator']).toContain('WatchAlarms');
  });
});
