/**
 * The quantum of each service: the common measure of the steps in which its quantities are written. 8.52 min and 13.6 min
 * are counted in 1/100 min = 3/5 s; with whole seconds beside them, in 1/5 s.
 *
 * One wrong value, very large or with very many decimals, must not push all others beyond 2^53: then decimals are limited
 * so that the fewest records are left out.
 */

import type { Database } from '../../database/database.ts';
import { commonMeasure, ONE, type Rational, rational } from '../../exact/rational.ts';
import { SERVICES } from '../../units/quantity.ts';
import { refusalNumber } from './screen.ts';

/** A unit in which a service is measured; `number` is what the table `records` holds. */
export interface ServiceUnit {
  readonly number: number;
  readonly service: string;
  readonly size: Rational;
}

/** Records of one unit with equally many decimals and digits. */
interface Group {
  readonly unit: ServiceUnit;
  readonly decimals: number;
  readonly largest: bigint;
  readonly count: number;
}

/** SQL for the decimal that digits and decimals stand for. */
const WRITTEN = `CASE WHEN records.decimals = 0 THEN digits::VARCHAR ELSE regexp_replace(
  lpad(digits::VARCHAR, greatest(records.decimals + 1, length(digits::VARCHAR))::INTEGER, '0'),
  '(.{' || records.decimals || '})$', '.\\1') END`;

const LARGEST = 2n ** 53n - 1n;
const PARTS_OF_SECOND = 1_000_000n;

/**
 * Quanta by service, and the table `scales` (unit, decimals, factor) that turns digits into whole numbers of them.
 * Records that do not fit are refused as too-many-digits.
 */
export async function measureQuanta(
  database: Database,
  units: readonly ServiceUnit[],
): Promise<ReadonlyMap<string, Rational>> {
  const rows = await database.rows(`
    SELECT unit, decimals, max(digits), count(*) FROM records WHERE refusal = 0
    GROUP BY unit, decimals, length(digits::VARCHAR)`);
  const groups = rows.map(
    ([unit, decimals, largest, count]): Group => ({
      unit: units[Number(unit)]!,
      decimals: Number(decimals),
      largest: BigInt(largest!),
      count: Number(count),
    }),
  );
  const quanta = new Map<string, Rational>();
  const scales = new Map<string, string>();
  for (const service of [...new Set(groups.map(({ unit }) => unit.service))].sort()) {
    const own = groups.filter(({ unit }) => unit.service === service);
    const quantum = bestQuantum(own.filter(isCountable));
    quanta.set(service, quantum);
    for (const group of own) {
      const factor = factorOf(group, quantum);
      // Zero is a whole number of anything, so a step that is no multiple keeps its zeros.
      const limit = factor === undefined ? 0n : LARGEST / factor;
      const key = `${group.unit.number}, ${group.decimals}`;
      scales.set(key, `(${key}, ${limit === 0n ? 0n : factor}, ${limit})`);
    }
  }
  await database.run('CREATE TABLE scales (unit USMALLINT, decimals USMALLINT, factor BIGINT, most BIGINT)');
  if (scales.size > 0) await database.run(`INSERT INTO scales VALUES ${[...scales.values()].join(', ')}`);
  await database.run(`
    UPDATE records SET refusal = ${refusalNumber('too-many-digits')}, text = ${WRITTEN}
    FROM scales WHERE refusal = 0 AND scales.unit = records.unit AND scales.decimals = records.decimals AND digits > most`);
  return quanta;
}

/** Of the quanta with at most so many decimals, the one that keeps the most records; the finest of equals. */
function bestQuantum(groups: readonly Group[]): Rational {
  if (groups.length === 0) return ONE;
  const limits = [...new Set(groups.map(({ decimals }) => decimals))].sort((a, b) => b - a);
  let best: Rational | undefined;
  let most = -1;
  for (const limit of limits) {
    const quantum = groups
      .filter(({ decimals }) => decimals <= limit)
      .map(stepOf)
      .reduce(commonMeasure);
    const kept = groups.filter((group) => fits(group, quantum)).reduce((sum, { count }) => sum + count, 0);
    if (kept > most) [best, most] = [quantum, kept];
  }
  return best!;
}

/** Durations are whole microseconds: bands could not cut finer ones exactly. */
const isCountable = (group: Group): boolean =>
  SERVICES[group.unit.service] !== 'time' || PARTS_OF_SECOND % stepOf(group).d === 0n;

/** What one digit of the group stands for, in base units. */
const stepOf = ({ unit, decimals }: Group): Rational => rational(unit.size.n, unit.size.d * 10n ** BigInt(decimals));

/** How many quanta a digit is; undefined when it is not a whole number of them. */
function factorOf(group: Group, quantum: Rational): bigint | undefined {
  const step = stepOf(group);
  const factor = rational(step.n * quantum.d, step.d * quantum.n);
  return factor.d === 1n ? factor.n : undefined;
}

function fits(group: Group, quantum: Rational): boolean {
  const factor = factorOf(group, quantum);
  return group.largest === 0n || (factor !== undefined && group.largest * factor <= LARGEST);
}
