/** Whose invoices: what the engine needs to know of a customer. */

/** One customer with one subscription. */
export interface Account {
  readonly id: string;
  /** Id of the plan at the activation; which version holds when follows from the dates. */
  readonly plan: string;
  /** First day of service, days since 1970-01-01 in the plan's zone. */
  readonly activated: number;
  /** First day without service; undefined: none in sight. */
  readonly terminated: number | undefined;
  /**
   * Changes of plan by date (epoch days), each on the first day of a cycle, after the activation and before the
   * termination. From the first moment of that day the other plan holds.
   */
  readonly changes?: readonly { readonly on: number; readonly plan: string }[];
  /** Only the invoices dated in `[from, before)`, epoch days; cycles before it are not rated. */
  readonly invoices: { readonly from: number; readonly before: number };
}

/** Ids of all plans that an account is ever on, each once, the first one first. */
export function plansOfAccount({ plan, changes }: Account): readonly string[] {
  return changes ? [...new Set([plan, ...changes.map((change) => change.plan)])] : [plan];
}
