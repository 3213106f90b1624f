/** A case through the engine: a plan as YAML text, an account and its usage in, invoices out. */

import { rateDocuments } from '../oracle/engine.ts';
import type { OracleInvoice, PlainMap, PlainRecord } from '../oracle/oracle.ts';
import { toYaml } from '../oracle/yaml.ts';
import { dayAfter, sum } from './numbers.ts';

export interface Subscription {
  /** The plan without its id and what all plans of these tests have. */
  readonly plan: PlainMap;
  /** Documents beside the plan: a calendar. */
  readonly beside?: readonly PlainMap[];
  /** Default: 1 January 2024. */
  readonly activated?: string;
  readonly terminated?: string | undefined;
  /** Invoices dated before this day; default: those of the first cycle. */
  readonly before?: string;
  readonly records?: readonly Used[];
}

/** A record of usage: `10 unit` of `event` unless told. */
export interface Used {
  readonly quantity: string;
  readonly service?: string;
  readonly at?: string;
  readonly to?: string;
}

/** Id of all plans here. */
export const PLAN = 'evidence';

/** Service begins at the beginning of a month of 31 days, and usage is on its tenth. */
const ACTIVATED = '2024-01-01';
const USED = '2024-01-10T12:00:00Z';

export class Bills {
  readonly invoices: readonly OracleInvoice[];
  readonly unrated: number;

  constructor(invoices: readonly OracleInvoice[], unrated: number) {
    this.invoices = invoices;
    this.unrated = unrated;
  }

  /** Sum of the lines with this key over all invoices: what is not there is nothing. */
  amount(key: string): string {
    return sum(this.#lines(key).map((line) => line.amount));
  }

  /** What was priced in the lines with this key, in base units. */
  quantity(key: string): string {
    return sum(this.#lines(key).map((line) => line.quantity ?? '0'));
  }

  has(key: string): boolean {
    return this.#lines(key).length > 0;
  }

  total(): string {
    return sum(this.invoices.map(({ total }) => total));
  }

  tax(): string {
    return sum(this.invoices.map(({ tax }) => tax));
  }

  net(): string {
    return sum(this.invoices.map(({ net }) => net));
  }

  #lines(key: string) {
    return this.invoices.flatMap(({ lines }) => lines.filter((line) => line.key === key));
  }
}

export function run({ plan, beside = [], ...use }: Subscription): Bills {
  const whole: PlainMap = { plan: PLAN, currency: 'USD', timezone: 'UTC', prices: 'net', ...plan };
  return runText(toYaml([whole, ...beside]), use);
}

export type Use = Omit<Subscription, 'plan' | 'beside'>;

export function runText(text: string, { activated = ACTIVATED, terminated, before, records = [] }: Use): Bills {
  const account = {
    id: 'a',
    plan: PLAN,
    activated,
    ...(terminated !== undefined && { terminated }),
    invoices: { from: '1990-01-01', before: before ?? dayAfter(activated, 32) },
  };
  const plain = records.map(
    ({ service = 'event', at = USED, quantity, to }, index): PlainRecord => ({
      id: String(index).padStart(4, '0'),
      ...{ at, service, quantity },
      ...(to !== undefined && { to }),
    }),
  );
  const { invoices, screened, unrated } = rateDocuments(text, account, plain);
  if (screened.length > 0) throw new Error(`records outside of the service: ${screened.join(', ')}`);
  return new Bills(invoices, unrated.length);
}
