/**
 * Which sides must be rated to know what every choice of causes does to the bills of every plan. A side is a choice among
 * all causes of the change; a plan's bills see only the causes that touch it, so one side serves many plans at once.
 */

/** Of the causes that meet in a bill, those to be switched on, all others of them off. */
export interface Need {
  readonly causes: readonly number[];
  readonly on: readonly number[];
}

export interface Sides {
  /** Causes switched on, ascending; all others are off. */
  readonly sides: readonly (readonly number[])[];
  /** By need: the side that serves it. */
  readonly of: readonly number[];
}

/** Each need goes to the first side that does not contradict it. The same needs give the same sides. */
export function sidesFor(needs: readonly Need[]): Sides {
  const sides: Map<number, boolean>[] = [];
  const of = needs.map(({ causes, on }) => {
    const wanted = new Set(on);
    let at = sides.findIndex((side) =>
      causes.every((cause) => (side.get(cause) ?? wanted.has(cause)) === wanted.has(cause)),
    );
    if (at < 0) at = sides.push(new Map()) - 1;
    for (const cause of causes) sides[at]!.set(cause, wanted.has(cause));
    return at;
  });
  const onOf = (side: Map<number, boolean>): number[] => [...side.keys()].filter((cause) => side.get(cause));
  return { sides: sides.map((side) => onOf(side).sort((a, b) => a - b)), of };
}
