/** How long something is kept, as files write it: `12h`, `14d`, `6m`, `2y`. Called by the format and by whoever reckons. */

export const PERIOD = /^[1-9][0-9]{0,3}(h|d|m|y)$/;

const HOUR_MS = 3_600_000;
const PERIOD_MS = { h: HOUR_MS, d: 24 * HOUR_MS, m: 30 * 24 * HOUR_MS, y: 365 * 24 * HOUR_MS };

/** In milliseconds, months of 30 days and years of 365; 0 for what is no period. */
export function periodMs(period: string): number {
  const unit = period.slice(-1);
  const ms = unit in PERIOD_MS ? PERIOD_MS[unit as keyof typeof PERIOD_MS] : 0; // proven by `in`
  return Number(period.slice(0, -1)) * ms;
}
