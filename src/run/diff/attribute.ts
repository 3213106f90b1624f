/**
 * How much of a change each cause makes: causes are switched on and off, the same customers are rated with each choice, and
 * the difference is divided (comparison/shares.ts). A customer's bills depend only on the plans it is ever on, so only
 * causes that touch these meet in its bills: what a customer costs to attribute is told by them alone, and the shares of all
 * customers add up.
 *
 * What it costs: a customer whose plans one cause touches is not rated again. With two it is rated twice more, with three 6
 * times, with four 14, with five 30; beyond, twice for each cause but the first. All choices of one set of customers are
 * asked for in one call, so that their usage is made once.
 */

import { type Division, divide, MOST_TOGETHER, roundShares, subsetsToRate } from '../../comparison/shares.ts';
import { decimalsIn } from '../../comparison/values.ts';
import { formatUnits, type Rational, rational } from '../../exact/rational.ts';
import { minorDecimals } from '../../money/currency.ts';
import type { Edit } from '../../plan/change/edit.ts';
import type { CompiledPlan, CompiledPlans } from '../../plan/compile/compiled.ts';
import { type Bundle, joinBundles } from './bundles.ts';
import { sidesFor } from './needed-sides.ts';
import type { Attribution, DiffCause } from './result.ts';

/** A scenario that both sides could rate. */
export interface AttributedScenario {
  /** All plans that the account is ever on; none where no version that changed makes one of its invoices. */
  readonly plans: readonly string[];
  readonly currency: string;
  /** Exact sums of its invoices' totals, of the base and of the head. */
  readonly before: string;
  readonly after: string;
  /** Whether anything of its invoices differs, be it a line. */
  readonly changed: boolean;
}

export interface AttributionInput {
  readonly bundles: readonly Bundle[];
  /** Plans that only the head has. */
  readonly newPlans: ReadonlySet<string>;
  readonly scenarios: readonly AttributedScenario[];
  /** The base with these edits and no others; undefined where that is no valid set of plans. */
  readonly compile: (chosen: ReadonlySet<Edit>) => CompiledPlans | undefined;
  /**
   * By side and scenario (numbers in `scenarios`): the exact sum of its invoices' totals; undefined where the side cannot
   * rate it, or leaves usage without a price. All sides of a call are rated in one pass over the scenarios.
   */
  readonly rateSums: (sides: readonly CompiledPlans[], scenarios: readonly number[]) => Promise<Sums>;
}

export type Sums = readonly (readonly (string | undefined)[])[];

export interface Attributed {
  /** In the order of the edits. */
  readonly causes: readonly DiffCause[];
  readonly attribution: Attribution;
  /** By scenario: fingerprints of the causes that move it; at least one of what changed. */
  readonly causesOf: readonly (readonly string[])[];
}

/** Throws where shares do not add up to the change, or a bill moved that no edit explains: nothing of it may be shown. */
export async function attribute(input: AttributionInput): Promise<Attributed> {
  const { scenarios } = input;
  const crowds = crowdsOf(scenarios);
  let bundles = explaining(input.bundles, crowds, scenarios);
  const ledger = new Ledger(input);
  for (;;) {
    const games = crowds.map((crowd) => ({ ...crowd, causes: touching(bundles, crowd.plans) }));
    await ledger.fill(bundles, games);
    const together = games.flatMap((game) => inseparable(game, ledger.rated(bundles, game)));
    if (together.length === 0) return divided(input, bundles, games, ledger);
    bundles = joined(bundles, together);
  }
}

/** Scenarios of one set of plans. */
interface Crowd {
  readonly key: string;
  readonly plans: readonly string[];
  /** Numbers of scenarios. */
  readonly members: readonly number[];
}

/** A crowd, and the numbers of the bundles that meet in its bills. */
interface Game extends Crowd {
  readonly causes: readonly number[];
}

function crowdsOf(scenarios: readonly AttributedScenario[]): readonly Crowd[] {
  const crowds = new Map<string, { key: string; plans: readonly string[]; members: number[] }>();
  scenarios.forEach(({ plans }, index) => {
    const key = [...plans].sort().join(' ');
    const crowd = crowds.get(key) ?? { key, plans, members: [] };
    crowds.set(key, crowd);
    crowd.members.push(index);
  });
  return [...crowds.values()];
}

const touching = (bundles: readonly Bundle[], plans: readonly string[]): readonly number[] =>
  bundles.flatMap((bundle, index) =>
    !bundle.quiet && bundle.plans.some((plan) => plans.includes(plan)) ? [index] : [],
  );

/** Bills that move on plans where only text changed are moved by that text, whatever was thought of it. */
function explaining(
  given: readonly Bundle[],
  crowds: readonly Crowd[],
  scenarios: readonly AttributedScenario[],
): readonly Bundle[] {
  let bundles = given;
  for (const { plans, members } of crowds) {
    const moved = members.find(
      (index) => scenarios[index]!.changed || scenarios[index]!.before !== scenarios[index]!.after,
    );
    if (moved === undefined || touching(bundles, plans).length > 0) continue;
    const loud = bundles.map((bundle) => ({ ...bundle, quiet: false }));
    const found = touching(loud, plans);
    if (found.length === 0) throw new Error(`invoices on plan ${plans.join(', ')} changed, and no edit explains it`);
    bundles = joined(
      bundles.map((bundle, index) => (found.includes(index) ? loud[index]! : bundle)),
      [found],
    );
  }
  return bundles;
}

/** What the choices come to, rated once: bundles that are joined later choose among what was rated before. */
class Ledger {
  /** By crowd and edits: sums by member of the crowd. */
  private readonly sums = new Map<string, readonly (string | undefined)[]>();
  private readonly numbers: ReadonlyMap<Edit, number>;
  private readonly versions = new Map<string, readonly CompiledPlan[]>();

  private readonly input: AttributionInput;

  constructor(input: AttributionInput) {
    this.input = input;
    const edits = input.bundles.flatMap((bundle) => bundle.edits);
    this.numbers = new Map(edits.map((edit, index) => [edit, index]));
  }

  /** Rates what is not known yet of what the games need. */
  async fill(bundles: readonly Bundle[], games: readonly Game[]): Promise<void> {
    const wanted = games.flatMap((game) =>
      choicesOf(game)
        .filter((on) => !this.sums.has(this.keyOf(bundles, game.key, on)))
        .map((on) => ({ game, on, causes: game.causes })),
    );
    const { sides, of } = sidesFor(wanted);
    const compiled: (CompiledPlans | undefined)[] = sides.map((on) => this.compile(bundles, on));
    const asked = new Map<Game, { readonly on: readonly number[]; readonly side: number }[]>();
    wanted.forEach(({ game, on }, index) => {
      let side = of[index]!;
      // Plans that cannot stand together may stand alone.
      if (!compiled[side]) side = compiled.push(this.compile(bundles, on)) - 1;
      if (compiled[side]) asked.set(game, [...(asked.get(game) ?? []), { on, side }]);
      else this.sums.set(this.keyOf(bundles, game.key, on), []);
    });
    for (const [sidesAsked, crowd] of together(asked)) await this.rate(bundles, compiled, sidesAsked, crowd, asked);
  }

  private async rate(
    bundles: readonly Bundle[],
    compiled: readonly (CompiledPlans | undefined)[],
    sides: readonly number[],
    games: readonly Game[],
    asked: ReadonlyMap<Game, readonly { readonly on: readonly number[]; readonly side: number }[]>,
  ): Promise<void> {
    const members = games.flatMap((game) => game.members);
    const sums = await this.input.rateSums(
      sides.map((side) => compiled[side]!),
      members,
    );
    if (sums.length !== sides.length || sums.some((own) => own.length !== members.length)) {
      throw new Error('not all scenarios came back from being rated with a part of the change');
    }
    let from = 0;
    for (const game of games) {
      const to = from + game.members.length;
      for (const { on, side } of asked.get(game)!) {
        this.sums.set(this.keyOf(bundles, game.key, on), sums[sides.indexOf(side)]!.slice(from, to));
      }
      from = to;
    }
  }

  /** By choice in the order of choicesOf: the sums of the game's members; none of what cannot be. */
  rated(bundles: readonly Bundle[], game: Game): Sums {
    return choicesOf(game).map((on) => this.sums.get(this.keyOf(bundles, game.key, on))!);
  }

  private keyOf(bundles: readonly Bundle[], key: string, on: readonly number[]): string {
    const edits = on.flatMap((index) => bundles[index]!.edits.map((edit) => this.numbers.get(edit)!));
    return `${key}: ${edits.sort((a, b) => a - b).join()}`;
  }

  /** Plans that the same bundles touch are the same object on all sides: what is made ready for one serves all. */
  private compile(bundles: readonly Bundle[], on: readonly number[]): CompiledPlans | undefined {
    const plans = this.input.compile(new Set(on.flatMap((index) => bundles[index]!.edits)));
    if (!plans) return undefined;
    const touched = new Map<string, number[]>();
    for (const index of on) {
      for (const plan of bundles[index]!.plans) touched.set(plan, [...(touched.get(plan) ?? []), index]);
    }
    return new Map(
      [...plans].map(([plan, versions]) => {
        const key = this.keyOf(bundles, plan, touched.get(plan) ?? []);
        const known = this.versions.get(key) ?? versions;
        this.versions.set(key, known);
        return [plan, known];
      }),
    );
  }
}

const choicesOf = ({ causes }: Game): readonly (readonly number[])[] =>
  subsetsToRate(causes.length).map((subset) => subset.map((at) => causes[at]!));

/** Games that need the same sides, so that each is rated with no more than it needs, and all of them in few calls. */
function together(
  asked: ReadonlyMap<Game, readonly { readonly side: number }[]>,
): readonly (readonly [sides: readonly number[], games: readonly Game[]])[] {
  const calls = new Map<string, [readonly number[], Game[]]>();
  for (const [game, own] of asked) {
    const sides = [...new Set(own.map(({ side }) => side))].sort((a, b) => a - b);
    const call = calls.get(sides.join()) ?? [sides, []];
    calls.set(sides.join(), call);
    call[1].push(game);
  }
  return [...calls.values()];
}

/**
 * Causes of a game that cannot be taken apart: with some but not all of them on, there are no valid plans, or usage is left
 * without a price. The fewest joins after which every choice that is left could be rated.
 */
function inseparable(game: Game, sums: Sums): readonly (readonly number[])[] {
  const { causes, members } = game;
  const broken = sums.map((own) => own.length !== members.length || own.includes(undefined));
  if (!broken.includes(true)) return [];
  const subsets = subsetsToRate(causes.length);
  if (causes.length > MOST_TOGETHER) {
    // They are on up to one of them, or one is on alone: it comes with the next, the last with the one before it.
    const last = Math.min(subsets[broken.indexOf(true)]!.at(-1)!, causes.length - 2);
    return [causes.slice(last, last + 2)];
  }
  const fits = partitions(causes.length).find((blocks) =>
    subsets.every((subset, index) => {
      const whole = blocks.every((block) => block.every((at) => subset.includes(at) === subset.includes(block[0]!)));
      return !(whole && broken[index]);
    }),
  );
  return fits!.filter((block) => block.length > 1).map((block) => block.map((at) => causes[at]!));
}

/** All ways to part the numbers below `count` into blocks, most blocks first: the last is all in one. */
function partitions(count: number): readonly (readonly (readonly number[])[])[] {
  let ways: (readonly (readonly number[])[])[] = [[]];
  for (let at = 0; at < count; at += 1) {
    ways = ways.flatMap((blocks) => [
      [...blocks, [at]],
      ...blocks.map((_, into) => blocks.map((block, index) => (index === into ? [...block, at] : block))),
    ]);
  }
  return ways.sort((a, b) => b.length - a.length);
}

/** Bundles with these joined, each in the place of its first. */
function joined(bundles: readonly Bundle[], sets: readonly (readonly number[])[]): readonly Bundle[] {
  const leader = bundles.map((_, index) => index);
  const find = (index: number): number => (leader[index] === index ? index : find(leader[index]!));
  for (const set of sets) {
    for (const index of set) {
      const [a, b] = [find(set[0]!), find(index)];
      leader[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const groups = new Map<number, Bundle[]>();
  bundles.forEach((bundle, index) => {
    groups.set(find(index), [...(groups.get(find(index)) ?? []), bundle]);
  });
  return [...groups.values()].map((group) => (group.length === 1 ? group[0]! : joinBundles(group)));
}

/** Sums of one currency, in whole units of its finest decimals. */
class Money {
  before = 0n;
  after = 0n;
  /** Shares by cause: parts of the unit, by how many make one. */
  private readonly parts = new Map<number, Map<bigint, bigint>>();
  private readonly alones = new Map<number, bigint>();

  readonly decimals: number;

  constructor(decimals: number) {
    this.decimals = decimals;
  }

  add(causes: readonly number[], { parts, of, alone }: Division): void {
    causes.forEach((cause, at) => {
      const own = this.parts.get(cause) ?? new Map<bigint, bigint>();
      this.parts.set(cause, own);
      own.set(of, (own.get(of) ?? 0n) + parts[at]!);
      this.alones.set(cause, (this.alones.get(cause) ?? 0n) + alone[at]!);
    });
  }

  /** By cause: its share as it is shown, and what it does alone. */
  shown(bundles: readonly Bundle[]): ReadonlyMap<number, { readonly share: bigint; readonly alone: bigint }> {
    const causes = [...this.parts.keys()].sort((a, b) => a - b);
    const exact = causes.map((cause) => sumOf(this.parts.get(cause)!));
    const shares = roundShares(
      exact,
      causes.map((cause) => bundles[cause]!.fingerprint),
    );
    return new Map(causes.map((cause, at) => [cause, { share: shares[at]!, alone: this.alones.get(cause)! }]));
  }
}

function sumOf(parts: ReadonlyMap<bigint, bigint>): Rational {
  let sum = rational(0n);
  for (const [of, part] of parts) sum = rational(sum.n * of + part * sum.d, sum.d * of);
  return sum;
}

function divided(
  { scenarios, newPlans }: AttributionInput,
  bundles: readonly Bundle[],
  games: readonly Game[],
  ledger: Ledger,
): Attributed {
  const rated = games.map((game) => ledger.rated(bundles, game));
  const moneys = moneysOf(scenarios, games, rated);
  const causesOf: (readonly number[])[] = scenarios.map(() => []);
  games.forEach((game, number) => {
    const sums = rated[number]!;
    game.members.forEach((index, at) => {
      const { currency, before, after, changed } = scenarios[index]!;
      const money = moneys.get(currency)!;
      const units = (text: string): bigint => unitsOf(text, money.decimals);
      const base = units(before);
      const change = units(after) - base;
      money.before += base;
      money.after += units(after);
      if (game.causes.length === 0) return;
      const values = sums.map((own) => units(own[at]!) - base);
      const division = divide(game.causes.length, change, values);
      money.add(game.causes, division);
      const moving = game.causes.filter((_, cause) => division.parts[cause] !== 0n);
      // What changed on its lines alone, or in ways that cancel out, is put down to all that it can come from.
      causesOf[index] = moving.length === 0 && changed ? game.causes : moving;
    });
  });
  const customers = bundles.map(() => 0);
  for (const causes of causesOf) for (const cause of causes) customers[cause]! += 1;
  const { money, interaction, total } = told(moneys, bundles);
  const most = Math.max(0, ...games.map(({ causes }) => causes.length));
  return {
    causes: bundles.map(({ fingerprint, edits, plans, quiet }, cause) => ({
      fingerprint,
      edits: edits.map((edit) => edit.fingerprint),
      plans,
      customers: customers[cause]!,
      money: money[cause]!,
      matters: !quiet && !plans.every((plan) => newPlans.has(plan)),
    })),
    attribution: {
      method: most < 2 ? 'single' : most <= MOST_TOGETHER ? 'shapley' : 'in-order',
      most: MOST_TOGETHER,
      ...{ interaction, total },
    },
    causesOf: causesOf.map((causes) => causes.map((cause) => bundles[cause]!.fingerprint)),
  };
}

/** As text, by cause and by currency, once it has been shown to add up. */
function told(moneys: ReadonlyMap<string, Money>, bundles: readonly Bundle[]) {
  const money: Record<string, { alone: string; share: string }>[] = bundles.map(() => ({}));
  const interaction: Record<string, string> = {};
  const total: Record<string, string> = {};
  for (const code of [...moneys.keys()].sort()) {
    const own = moneys.get(code)!;
    const change = own.after - own.before;
    let shares = 0n;
    let alones = 0n;
    for (const [cause, { share, alone }] of own.shown(bundles)) {
      shares += share;
      alones += alone;
      money[cause]![code] = { alone: formatUnits(alone, own.decimals), share: formatUnits(share, own.decimals) };
    }
    total[code] = formatUnits(change, own.decimals);
    interaction[code] = formatUnits(change - alones, own.decimals);
    if (shares !== change) {
      const sum = formatUnits(shares, own.decimals);
      throw new Error(`the causes add up to ${sum} ${code}, and the change is ${total[code]} ${code}`);
    }
  }
  return { money, interaction, total };
}

/** By currency; with the decimals of its minor unit, or the finest in the amounts, of parts of the change too. */
function moneysOf(
  scenarios: readonly AttributedScenario[],
  games: readonly Game[],
  rated: readonly Sums[],
): ReadonlyMap<string, Money> {
  const decimals = new Map<string, number>();
  const see = ({ currency }: AttributedScenario, amount: string): void => {
    const known = decimals.get(currency) ?? minorDecimals(currency) ?? 0;
    decimals.set(currency, Math.max(known, decimalsIn(amount)));
  };
  for (const scenario of scenarios) for (const amount of [scenario.before, scenario.after]) see(scenario, amount);
  games.forEach(({ members }, game) => {
    for (const sums of rated[game]!) sums.forEach((sum, at) => void see(scenarios[members[at]!]!, sum!));
  });
  return new Map([...decimals].map(([code, own]) => [code, new Money(own)]));
}

function unitsOf(amount: string, decimals: number): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}
