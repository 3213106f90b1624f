/** Customers by what they have in common. */

export interface Groups {
  /** By customer: its group. Groups are in the order of their names. */
  readonly of: Uint32Array;
  readonly names: readonly string[];
  /** Customers of each, in their order. */
  readonly members: readonly Uint32Array[];
}

/** What of a population is looked at. */
export interface Labelled {
  readonly size: number;
  readonly plans: readonly string[];
  readonly segments: readonly string[];
  readonly plan: Uint16Array;
  readonly segment: Uint16Array;
}

/** Only groups that have somebody. Their order does not depend on the order of the customers. */
export function groupsOf(customers: Labelled, by: readonly ('plan' | 'segment')[]): Groups {
  const { size, plans, segments, plan, segment } = customers;
  const byPlan = by.includes('plan');
  const bySegment = by.includes('segment');
  const wide = segments.length;
  const counts = new Map<number, number>();
  const keys = new Uint32Array(size);
  for (let customer = 0; customer < size; customer += 1) {
    const key = (byPlan ? plan[customer]! : 0) * wide + (bySegment ? segment[customer]! : 0);
    keys[customer] = key;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const nameOf = (key: number): string => {
    const label = { plan: plans[Math.floor(key / wide)] ?? '', segment: segments[key % wide] ?? '' };
    return by.map((one) => label[one] || 'no segment').join(', ') || 'all';
  };
  const found = [...counts.keys()].map((key) => ({ key, name: nameOf(key) }));
  found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const members = found.map(({ key }) => new Uint32Array(counts.get(key)!));
  const index = new Map(found.map(({ key }, group) => [key, group]));
  const filled = found.map(() => 0);
  const of = new Uint32Array(size);
  for (let customer = 0; customer < size; customer += 1) {
    const group = index.get(keys[customer]!)!;
    of[customer] = group;
    members[group]![filled[group]!] = customer;
    filled[group]! += 1;
  }
  return { of, names: found.map(({ name }) => name), members };
}
