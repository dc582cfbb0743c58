/** Two digits. */
function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** A time of the sandbox in this machine's time zone: day as `2026-11-22`, time as `20:15:07`. */
export function clockText(at: number): { day: string; time: string } {
  const date = new Date(at);
  return {
    day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    time: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
  };
}

/** A span as `6 d 23:59:41`, `23:59:41` or `0:00:07`. A negative span counts as 0. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  const rest = `${Math.floor((seconds % 86_400) / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return days > 0 ? `${days} d ${rest}` : rest;
}

/** A text on one line, cut at `length` characters. */
export function short(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** A number with its noun, such as `1 entry` or `2 entries`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A size such as `812 bytes`, `4.1 kB` or `2.3 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return plural(bytes, 'byte');
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The code of an error of Meta, with its subcode if there is one. */
export function codeText({ code, subcode }: { code: number; subcode?: number }): string {
  return subcode === undefined ? `code ${code}` : `code ${code}, subcode ${subcode}`;
}
