/** A point in time as whole milliseconds since 1970-01-01T00:00:00Z. ISO-8601 exists only at the boundaries. */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** ISO-8601 UTC; whole seconds are written without a fraction. */
export function toIso(instant: Instant): string {
  const text = new Date(instant).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/** The UTC day of an instant, `YYYY-MM-DD`. */
export function toUtcDay(instant: Instant): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** Beginning of a UTC day given as `YYYY-MM-DD`; `null` for what is none. */
export function parseUtcDay(text: string): Instant | null {
  const start = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(start) || toUtcDay(start) !== text ? null : start;
}
