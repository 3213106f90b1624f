/** The compiled schema with its types. */

import { calendar, plan, rates } from './generated.ts';

/** What is used of an error of the schema compiler. */
export interface ShapeError {
  readonly keyword: string;
  /** JSON pointer to the value. */
  readonly instancePath: string;
  /** Set when the error is about the form of a key. */
  readonly propertyName?: string;
  readonly params: { readonly missingProperty?: string; readonly additionalProperty?: string; readonly limit?: number };
  /** The part of the schema that was not met. */
  readonly parentSchema: {
    readonly title?: string;
    readonly type?: string | readonly string[];
    readonly enum?: readonly string[];
    readonly properties?: Readonly<Record<string, unknown>>;
  };
}

/** True for data of the schema's shape; otherwise `errors` tells all that is wrong. */
interface Validate {
  (data: unknown): boolean;
  readonly errors?: readonly ShapeError[] | null;
}

export const validators: Readonly<Record<'plan' | 'calendar' | 'rates', Validate>> = { plan, calendar, rates };
