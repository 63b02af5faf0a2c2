import type { Summary } from '#domain/reporting/summary.ts';
import { isRecord } from '../is-record.ts';
import { currencyOf } from './figure-catalogue.ts';
import { type NamedValue, renderNamedValues } from './figure-tables.ts';
import { html, type Markup } from './markup.ts';
import { isOff, plainText, settingText } from './setting-text.ts';
import { describeSetting } from './settings-catalogue.ts';

type Settings = Readonly<Record<string, unknown>>;

interface Group {
  readonly title: string;
  readonly settings: readonly Setting[];
  readonly note?: string;
}

interface Setting {
  /** Path below `settings`. */
  readonly key: string;
  readonly value: unknown;
  /** Else the catalogue's. */
  readonly label?: string;
}

const ALWAYS_ON = 'Rules that are always on, such as buying power, stale prices and duplicate orders, are not listed.';

/** Everything that shaped the run; what is switched off is named, not tabled. */
export function renderSettings(summary: Summary): Markup {
  const settings = section(summary['settings']);
  if (Object.keys(settings).length === 0) return html`<p class="empty">The session does not tell its settings.</p>`;
  const currency = currencyOf(summary) ?? '';
  const groups = groupsOf(settings).filter((group) => group.settings.length > 0);
  return html`<p class="hint lead">As summary.json has them under <code class="inline">settings</code>, in the words of a configuration; what profile and defaults have filled in is told, too.</p>
<div class="groups">
${groups.map((group) => renderGroup(group, currency))}</div>`;
}

/** The settings that matter most, in a line. */
export function settingsLine(summary: Summary): string {
  const settings = section(summary['settings']);
  if (Object.keys(settings).length === 0) return '';
  const [sizing, exits, risk] = [section(settings['sizing']), section(settings['exits']), section(settings['risk'])];
  const sim = section(section(settings['brokers'])['sim']);
  const text = (from: Settings, key: string) => settingText(from[key], describeSetting(key).unit, '');
  const commission = isOff(sim['fee_tiers']) ? `${text(sim, 'commission_bps')} commission` : 'tiered fees';
  return [
    `${plainText(settings['timeframe'])} bars`,
    `${text(sizing, 'position_size_pct')} of equity an entry`,
    `stop loss ${text(exits, 'stop_loss_pct')}, take profit ${text(exits, 'take_profit_pct')}`,
    `risk profile ${text(risk, 'profile')}`,
    `${commission}, ${text(sim, 'slippage_bps')} slippage`,
  ].join(' · ');
}

function groupsOf(settings: Settings): readonly Group[] {
  const { universe, ...limits } = section(settings['risk']);
  const { margin, ...venue } = section(section(settings['brokers'])['sim']);
  const marginRules = isRecord(margin) ? listed('brokers.sim.margin', margin) : listed('brokers.sim', { margin });
  const rules = [...listed('risk', limits), ...listed('risk.universe', section(universe))];
  return [
    { title: 'Strategies and bars', settings: strategySettings(settings) },
    { title: 'Sizing', settings: listed('sizing', section(settings['sizing'])) },
    { title: 'Exits', settings: listed('exits', section(settings['exits'])) },
    { title: 'Venue', settings: [...listed('brokers.sim', venue), ...marginRules] },
    { title: 'Risk limits', settings: rules, note: ALWAYS_ON },
  ];
}

function listed(path: string, settings: Settings): readonly Setting[] {
  return Object.entries(settings).map(([key, value]) => ({ key: `${path}.${key}`, value }));
}

function strategySettings({ timeframe, symbols, strategies, broker }: Settings): readonly Setting[] {
  const entries: readonly unknown[] = Array.isArray(strategies) ? strategies : [];
  const named = entries.filter(isRecord).map(({ name, policy, params, symbols: traded }, index) => {
    const isEverywhere = plainText(traded) === plainText(symbols);
    const words = [plainText(policy), plainText(params ?? {}), isEverywhere ? '' : `on ${plainText(traded)}`];
    const value = words.filter((text) => text !== '').join(', ');
    return { key: `strategies.${index}`, value, label: `Strategy ${plainText(name)}` };
  });
  return [
    { key: 'timeframe', value: timeframe },
    { key: 'symbols', value: symbols },
    ...named,
    { key: 'broker', value: broker },
  ];
}

function renderGroup({ title, settings, note }: Group, currency: string): Markup {
  const on = settings.filter(({ value }) => !isOff(value)).map((setting) => rowOf(setting, currency));
  const off = settings
    .filter(({ value }) => isOff(value))
    .map((setting) => rowOf(setting, currency).label.toLowerCase());
  const hints = [off.length === 0 ? '' : `Off: ${off.join('; ')}.`, note ?? ''].filter((text) => text !== '');
  const table = on.length === 0 ? html`` : renderNamedValues(title, on, 'Setting and its key');
  return html`<div><h3>${title}</h3>${table}${hints.map((text) => html`<p class="hint">${text}</p>`)}</div>
`;
}

function rowOf({ key, value, label: own }: Setting, currency: string): NamedValue {
  const { label, unit } = describeSetting(key.slice(key.lastIndexOf('.') + 1));
  return { key, label: own ?? label, value: settingText(value, unit, currency) };
}

function section(value: unknown): Settings {
  return isRecord(value) ? value : {};
}
