const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** English dates read day first, and times count to 24: `22 Nov 2026, 13:49:59`. */
export const localeOf = (language: string) => (language === 'en' ? 'en-GB' : language);

/** `2 min ago`, `yesterday`, `18 Nov`, `4 Mar 2025`: the shorter the nearer. Both times in milliseconds since 1970. */
export function formatAgo(at: number, now: number, language: string): string {
  const past = now - at;
  const relative = relativeTimes(language);
  if (Math.abs(past) < minute) return relative.format(0, 'second');
  if (Math.abs(past) < hour) return relative.format(-Math.trunc(past / minute), 'minute');
  const days = Math.round((startOfDay(now) - startOfDay(at)) / day);
  if (Math.abs(past) < 12 * hour || days === 0) return relative.format(-Math.trunc(past / hour), 'hour');
  if (Math.abs(days) <= 1) return relative.format(-days, 'day');
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dates(language, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
}

/** To the second, with the zone, as shown on hover. */
export function formatInstant(at: number, language: string): string {
  return dates(language, { dateStyle: 'medium', timeStyle: 'long' }).format(at);
}

/** `0:09`, `12:40`, `3:05:09`: a clock that runs. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `12 ms`, `0.4 s`, `14 s`, `2 min`: how long something took. */
export function formatDuration(milliseconds: number, language: string): string {
  const unit = (value: number, name: string, digits: number) =>
    new Intl.NumberFormat(language, {
      style: 'unit',
      unit: name,
      // Narrow minutes are read as metres.
      unitDisplay: language.startsWith('zh') || name === 'minute' ? 'short' : 'narrow',
      maximumFractionDigits: digits,
    })
      .format(value)
      .replace(/(\d)([a-z])/, '$1 $2');
  if (milliseconds < 100) return unit(Math.round(milliseconds), 'millisecond', 0);
  if (milliseconds < 10_000) return unit(milliseconds / 1000, 'second', 1);
  if (milliseconds < 2 * minute) return unit(milliseconds / 1000, 'second', 0);
  if (milliseconds < 2 * hour) return unit(milliseconds / minute, 'minute', 0);
  return milliseconds < 2 * day ? unit(milliseconds / hour, 'hour', 1) : unit(milliseconds / day, 'day', 0);
}

function startOfDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

const relatives = new Map<string, Intl.RelativeTimeFormat>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter takes far longer than using it, and a list uses hundreds: each is made once. */
function relativeTimes(language: string): Intl.RelativeTimeFormat {
  const known =
    relatives.get(language) ?? new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto', style: 'short' });
  relatives.set(language, known);
  return known;
}

/** A format of dates in the page's language, made once. */
export function dates(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(localeOf(language), options);
  formats.set(key, known);
  return known;
}
