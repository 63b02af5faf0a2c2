import { describe, expect, it } from 'vitest';
import { type EnvironmentConfig, parseEnvironmentConfig } from '#application/contracts/environment-config.ts';
import { sessionPlan } from '#application/sessions/session-plan.ts';
import { settingsOf } from '#cli/replay/replay-settings.ts';

const NAMES = { environment: 'paper', account: 'main' };
const CROSS = { name: 'cross', policy: 'sma_fast_slow', params: { fast: 2, slow: 5 } };

function configOf(changes: object = {}): EnvironmentConfig {
  const raw = { ...NAMES, symbols: ['BTC/USD', 'ETH/USD'], timeframe: '5m', strategies: [CROSS], ...changes };
  return parseEnvironmentConfig(raw, 'test');
}

/** What is traded by; strategies are functions, told by their fingerprints. */
function essence(config: EnvironmentConfig): string {
  const { strategies, ...plan } = sessionPlan(config);
  return JSON.stringify({ ...plan, strategies: strategies.map(({ running: _, ...rest }) => rest) });
}

describe('settingsOf', () => {
  it.each([
    ['defaults', {}],
    [
      'a profile with a limit of its own',
      { risk: { profile: 'conservative', max_drawdown: '0.3', max_leverage: null } },
    ],
    ['no limits', { risk: { profile: 'none' }, exits: { stop_loss_pct: '0.01' } }],
    [
      'protections, a universe and margin',
      {
        risk: { protections: [{ method: 'cooldown' }], universe: { deny: ['ETH/USD'] } },
        brokers: {
          sim: { fee_tiers: [{ min_volume: 0, maker_bps: -1, taker_bps: 5 }], margin: { allow_short: true } },
        },
      },
    ],
  ])('Given %s, Then the settings are a configuration that trades in the same way', (_, changes) => {
    const config = configOf(changes);
    const settings = JSON.parse(JSON.stringify(settingsOf(config)));

    expect(essence(parseEnvironmentConfig({ ...NAMES, ...settings }, 'settings'))).toBe(essence(config));
  });

  it('Given a profile, Then its limits and exits are spelled out, and nothing names a place or a person', () => {
    const settings = settingsOf(configOf());

    expect(settings['risk']).toMatchObject({ profile: 'balanced', max_drawdown: '0.15', max_order_value: null });
    expect(settings['exits']).toMatchObject({ stop_loss_pct: '0.02', trailing_stop_pct: null });
    expect(settings['strategies']).toEqual([{ ...CROSS, symbols: ['BTC/USD', 'ETH/USD'] }]);
    expect(Object.keys(settings).join()).toBe('timeframe,symbols,strategies,sizing,exits,risk,broker,brokers');
  });
});
