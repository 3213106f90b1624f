/** Wall clocks from Node's own time-zone data: a second source beside the one that is pinned with the product. */

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the wall clock shows at an instant, as ms since 1970-01-01T00:00 on that clock; whole seconds. */
export function intlWall(zone: string, instant: number): number {
  let format = formats.get(zone);
  if (!format) {
    const digits = {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...digits });
    formats.set(zone, format);
  }
  // 03/29/2026, 03:00:00
  const [month, day, year, hour, minute, second] = format.format(instant).match(/\d+/g)!.map(Number);
  return Date.UTC(year!, month! - 1, day, hour, minute, second);
}

/** All instants at which the wall clock shows a time, by the offsets that hold within a day of it. */
export function intlInstants(zone: string, wall: number): number[] {
  const near = [-24, -3, -2, -1, 0, 1, 2, 3, 24].map((hours) => wall + hours * 3_600_000);
  const offsets = new Set(near.map((instant) => intlWall(zone, instant) - instant));
  const instants = [...offsets].map((offset) => wall - offset);
  return instants.filter((instant) => intlWall(zone, instant) === wall).sort((a, b) => a - b);
}
