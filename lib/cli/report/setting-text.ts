import { isRecord } from '../is-record.ts';
import { amountText, numberText, toFigure } from './figure-text.ts';
import type { SettingUnit } from './settings-catalogue.ts';

const NO_BREAK_SPACE = '\u00a0';

const UNIT_WORDS: Readonly<Partial<Record<SettingUnit, string>>> = { bps: 'bps', bars: 'bars', seconds: 's', ms: 'ms' };

/** `null`, `false` and an empty list switch a setting off. */
export function isOff(value: unknown): boolean {
  return value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}

/** A setting's value for reading. */
export function settingText(value: unknown, unit: SettingUnit, currency: string): string {
  if (isOff(value)) return 'off';
  if (value === true) return 'on';
  const figure = toFigure(value);
  if (figure === null || unit === 'text') return plainText(value);
  if (unit === 'share') return `${numberText(figure.times(100))}${NO_BREAK_SPACE}%`;
  if (unit === 'money') return `${amountText(figure)} ${currency}`.trim();
  return `${numberText(figure)} ${UNIT_WORDS[unit] ?? ''}`.trim();
}

/** Lists and mappings in words: `method cooldown, pause_bars 10; …`. */
export function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainText).join(value.some(isRecord) ? '; ' : ', ');
  if (!isRecord(value)) return typeof value === 'string' ? value : JSON.stringify(value ?? 'off');
  return Object.entries(value)
    .map(([key, one]) => `${key} ${isOff(one) ? 'off' : plainText(one)}`)
    .join(', ');
}
