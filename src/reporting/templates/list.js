// What the list of scenarios does, apart from the page: addresses, search, moves. Nothing here touches the document.

/** Filters and the scenario that is open, in the order in which they stand in an address. */
const FIELDS = ['s', 'q', 'status', 'plan', 'cause', 'sort'];

/** `#status=changed&q=roaming` as an object with all fields; undefined for an address that is not of the list. */
export function readAddress(hash) {
  const state = Object.fromEntries(FIELDS.map((field) => [field, '']));
  let known = false;
  for (const part of hash.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    const field = part.slice(0, Math.max(0, at));
    if (!FIELDS.includes(field)) continue;
    state[field] = decoded(part.slice(at + 1));
    known = true;
  }
  return known ? state : undefined;
}

/** The other way round; empty when nothing is set. */
export function writeAddress(state) {
  const parts = FIELDS.filter((field) => state[field]).map(
    (field) => `${field}=${encodeURIComponent(state[field]).replaceAll('%2F', '/')}`,
  );
  return parts.length > 0 ? `#${parts.join('&')}` : '';
}

/** A part of an address as text. */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded: it is the text as it stands.
    return text;
  }
}

/** Rows as they are packed, as the list works with them; `names` tells what plans and causes are called. */
export function unpackRows(packed, texts, names) {
  return packed.map((one) => {
    const [prefix, rest, status = 0, plan = 0, invoiced = 0, segment = 0, title = 0, change = 0] = one;
    const [causes = 0, again = 0, reason = 0] = one.slice(8);
    const id = `${texts[prefix]}${rest}`;
    const own = (causes || []).map((cause) => names.causes[cause]);
    const about = [id, texts[status], texts[plan], names.plans.get(texts[plan]) ?? '', texts[segment], texts[title]];
    return {
      id,
      status: texts[status],
      plan: texts[plan],
      invoiced: invoiced === 0 ? '' : invoiced,
      segment: texts[segment],
      title: texts[title],
      change: texts[change],
      causes: own.map((cause) => cause?.key),
      again: texts[again].replaceAll('{id}', () => id.replaceAll('.', '\\.')),
      reason: texts[reason],
      text: [...about, ...own.map((cause) => cause?.name), texts[reason]].join('\n').toLowerCase(),
    };
  });
}

/** Indexes of the rows that have every word somewhere and pass the filters. */
export function search(rows, { q, status, plan, cause, sort }) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = [];
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (status && row.status !== status) continue;
    if (plan && row.plan !== plan) continue;
    if (cause && !row.causes.includes(cause)) continue;
    if (words.every((word) => row.text.includes(word))) hits.push(index);
  }
  return sorted(hits, rows, sort);
}

/** For the eye only: what is shown keeps every digit. Rows without the amount stand last. */
function sorted(hits, rows, sort) {
  const amount = (text) => (text === '' ? Number.NaN : Number(text.replace(/[^\d.-]/g, '')));
  const keys = {
    high: ({ invoiced }) => -amount(invoiced),
    low: ({ invoiced }) => amount(invoiced),
    change: ({ change }) => -Math.abs(amount(change)),
    rise: ({ change }) => -amount(change),
    fall: ({ change }) => amount(change),
  };
  if (!Object.hasOwn(keys, sort ?? '')) return hits;
  const order = new Map(hits.map((index) => [index, keys[sort](rows[index])]));
  const last = (value) => (Number.isNaN(value) ? 1 : 0);
  return hits.sort((a, b) => {
    const [first, second] = [order.get(a), order.get(b)];
    return last(first) - last(second) || (last(first) ? 0 : first - second) || a - b;
  });
}

/** Where a key leads from a place in the list: a place, or undefined for other keys and beyond the ends. */
export function moved(key, place, length) {
  const steps = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 50, PageUp: -50 };
  const ends = { Home: 0, End: length - 1 };
  if (length === 0) return undefined;
  if (Object.hasOwn(ends, key)) return ends[key];
  if (!Object.hasOwn(steps, key)) return undefined;
  const to = Math.min(length - 1, Math.max(0, place + steps[key]));
  return to === place ? undefined : to;
}

/** `1,204`; `toLocaleString` differs from browser to browser. */
export const thousands = (number) => `${number}`.replace(/\B(?=(\d{3})+$)/g, ',');

/** An amount with its thousands set apart; decimals are never grouped. */
export const grouped = (amount) => amount.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','));
