import { DAY, type Instant, MINUTE, SECOND, toIso } from '../shared/instant.ts';

const TWO_DIGITS: readonly string[] = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** Writes instants as `toIso` does, many times faster for instants of the same UTC day in a row. */
export class IsoTimes {
  #dayStart = Number.NaN;
  /** `YYYY-MM-DDT` of that day. */
  #dayText = '';

  text(instant: Instant): string {
    let time = instant - this.#dayStart;
    if (!(time >= 0 && time < DAY)) {
      this.#dayStart = Math.floor(instant / DAY) * DAY;
      const midnight = toIso(this.#dayStart);
      this.#dayText = midnight.slice(0, midnight.indexOf('T') + 1);
      time = instant - this.#dayStart;
    }
    const minutes = Math.floor(time / MINUTE);
    const milliseconds = time - minutes * MINUTE;
    const seconds = Math.floor(milliseconds / SECOND);
    const fraction = milliseconds - seconds * SECOND;
    const hours = Math.floor(minutes / 60);
    const text = `${this.#dayText}${TWO_DIGITS[hours]}:${TWO_DIGITS[minutes - hours * 60]}:${TWO_DIGITS[seconds]}`;
    return fraction === 0 ? `${text}Z` : `${text}.${String(fraction).padStart(3, '0')}Z`;
  }
}
