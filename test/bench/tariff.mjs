/**
 * The tariff every rival rates, in the figures of the C reference's plan.h; bench-plan.yaml says the same in the plan
 * language. The equality check of every account is what keeps the three alike.
 */

/** Zones in code order; the names are those of the rate tables in bench-plan.yaml. */
export const ZONES = ['nat', 'eu', 'uk', 'us', 'ch', 'tr', 'in', 'cn', 'ru', 'br', 'za', 'sat'];
export const SERVICES = ['voice', 'sms', 'data'];

const EUR = 1_000_000; // every rate below is in millionths of a euro

export const FREE_SECONDS = 300 * 60;
export const FREE_MESSAGES = 100;
export const FREE_KIB = 1024 * 1024;
/** Upper edges of the voice tiers, in charged seconds. */
export const VOICE_EDGES = [100 * 60, 300 * 60];
/** Upper edges of the data tiers, in charged KiB. */
export const DATA_EDGES = [2 * 1024 * 1024, 10 * 1024 * 1024];
export const FEE_CENTS = 1999;

const VOICE_BASE = [0.09, 0.19, 0.19, 0.35, 0.29, 0.49, 0.69, 0.99, 0.89, 1.29, 1.49, 4.99];
const BAND_PERCENT = [100, 60, 40];
const TIER_PERCENT = [100, 80, 55];

/** Per minute, by (zone x 3 + band) x 3 + tier. */
export const VOICE_RATES = VOICE_BASE.flatMap((base) =>
  BAND_PERCENT.flatMap((band) => TIER_PERCENT.map((tier) => (Math.round(base * EUR) * band * tier) / 10_000)),
);
/** Per message, by zone. */
export const SMS_RATES = [0.09, 0.12, 0.12, 0.15, 0.15, 0.19, 0.19, 0.25, 0.25, 0.29, 0.29, 0.49].map((rate) =>
  Math.round(rate * EUR),
);
/** Per MB of 1024 KiB, by tier. */
export const DATA_RATES = [4900, 2900, 1490];

/** The cycle: March 2025 in Berlin, with the change to summer time on the 30th. */
export const TIME_ZONE = 'Europe/Berlin';
export const CYCLE_START = Date.UTC(2025, 1, 28, 23);
const HOURS = 743;
/** Bands change at whole quarters of an hour only; calls of the last hours may run on past the end of the cycle. */
export const QUARTER = 900_000;
const QUARTERS = (HOURS + 72) * 4;

/** Columns of every result, in cents: a result is `COLUMNS.length` runs of one Int32 an account. */
export const COLUMNS = ['voice', 'sms', 'data', 'discount', 'net', 'vat', 'total'];

/**
 * The band (0 peak, 1 off-peak, 2 weekend) and the ms offset of the next change of band, for each quarter of an hour.
 * From Intl, while the C reference computes its own calendar: their agreement says something about both.
 *
 * @returns {{ band: Uint8Array, next: Uint32Array }}
 */
export function bandTable() {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: TIME_ZONE,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const band = new Uint8Array(new SharedArrayBuffer(QUARTERS));
  const next = new Uint32Array(new SharedArrayBuffer(QUARTERS * 4));
  for (let quarter = 0; quarter < QUARTERS; quarter++) {
    const parts = clock.formatToParts(CYCLE_START + quarter * QUARTER);
    const day = parts.find((part) => part.type === 'weekday')?.value;
    const hour = Number(parts.find((part) => part.type === 'hour')?.value);
    band[quarter] = day === 'Sat' || day === 'Sun' ? 2 : hour >= 8 && hour < 20 ? 0 : 1;
  }
  let edge = QUARTERS;
  for (let quarter = QUARTERS - 1; quarter >= 0; quarter--) {
    if (band[quarter] !== band[quarter + 1]) edge = quarter + 1;
    next[quarter] = edge * QUARTER;
  }
  return { band, next };
}
