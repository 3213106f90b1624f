/** Whose invoices: what the engine needs to know of a customer. */

/** One customer with one subscription. */
export interface Account {
  readonly id: string;
  /** Id of the plan; which version holds when follows from the dates. */
  readonly plan: string;
  /** First day of service, days since 1970-01-01 in the plan's zone. */
  readonly activated: number;
  /** First day without service; undefined: none in sight. */
  readonly terminated: number | undefined;
  /** Changes of plan by date, each on the first day of a cycle of the plan before it. */
  readonly changes?: readonly { readonly on: number; readonly plan: string }[];
  /** Only the invoices dated in `[from, before)`, epoch days; cycles before it are not rated. */
  readonly invoices: { readonly from: number; readonly before: number };
}
