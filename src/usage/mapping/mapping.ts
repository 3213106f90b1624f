/** What a usage mapping says: which files hold records and customers, and what their columns mean. */

import type { Place } from '../../problems/problem.ts';
import type { UnitTable } from '../../units/quantity.ts';

/** A value that every record has, or the column that holds it. */
export type Field = ColumnField | ConstantField;

export interface ColumnField {
  readonly column: string;
  /** What the column's values stand for; a value that is not listed is refused. */
  readonly values?: ReadonlyMap<string, string>;
  readonly place: Place;
}

interface ConstantField {
  readonly constant: string;
  readonly place: Place;
}

export const RECORD_ROLES = ['account', 'id', 'at', 'quantity', 'unit', 'service', 'direction', 'to', 'in'] as const;
export type RecordRole = (typeof RECORD_ROLES)[number];

export const CUSTOMER_ROLES = ['account', 'plan', 'activated', 'terminated', 'last_day', 'segment', 'weight'] as const;
type CustomerRole = (typeof CUSTOMER_ROLES)[number];

export type Fields<Role extends string> = Readonly<Partial<Record<Role, Field>>>;

/** One file of the data folder. */
export interface DataFile {
  /** As written in the mapping, for messages. */
  readonly name: string;
  /** Absolute, links resolved, inside the data folder. */
  readonly path: string;
  readonly format: 'csv' | 'ndjson' | 'parquet';
  readonly gzip: boolean;
  readonly delimiter: string;
  readonly place: Place;
}

/** How a column of times is written: ISO text, or a count since 1970-01-01T00:00Z. */
export type TimeForm = 'text' | 'epoch-ms' | 'epoch-s';

export interface RecordsMapping {
  readonly data: DataFile;
  readonly fields: Fields<RecordRole>;
  readonly time: TimeForm;
  /** Decimals that the quantity column may have; undefined: as many as are written. */
  readonly decimals: number | undefined;
  /** The unit of each service's quantities, when one column holds several services. */
  readonly unitByService: ReadonlyMap<string, string> | undefined;
}

export interface CustomersMapping {
  readonly data: DataFile;
  readonly fields: Fields<CustomerRole>;
}

export interface UsageMapping {
  readonly name: string;
  readonly units: UnitTable;
  readonly customers: CustomersMapping;
  readonly files: readonly RecordsMapping[];
}
