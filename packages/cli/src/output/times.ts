const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** A length of time in its two largest units, such as `2 d 3 h` or `4 min`. */
export function durationOf(ms: number): string {
  if (ms < 60_000) return '< 1 min';
  const first = UNITS.findIndex(([, unitMs]) => ms >= unitMs);
  const parts: string[] = [];
  let left = ms;
  for (const [name, unitMs] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(left / unitMs);
    left -= count * unitMs;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** How long ago a time is, in one unit; `-` if there is none. */
export function agoOf(at: Date | undefined, now: number): string {
  if (at === undefined) return '-';
  const ms = now - at.getTime();
  const [name, unitMs] = UNITS.find(([, each]) => ms >= each) ?? [];
  return unitMs === undefined ? 'just now' : `${Math.floor(ms / unitMs)} ${name} ago`;
}

/** A time to the minute, in UTC, such as `2026-11-29 19:41`. */
export function minuteOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}
