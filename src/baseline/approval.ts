/**
 * A decision about a cause: a small YAML file of its own, in version control with the plans. It names the content of the
 * change and nothing of where or when it was found, so that it lives through rebases and other people's commits and ends
 * with the change itself.
 */

export interface Approval {
  /** Of the cause. */
  readonly fingerprint: string;
  readonly decision: 'approved' | 'rejected';
  /** The change in words, a line an edit, for the people who read the file. */
  readonly change: readonly string[];
  readonly by: string;
  /** ISO date. */
  readonly on: string;
  readonly why: string;
  /** ISO date, the last day on which it counts. */
  readonly until?: string;
  /** What the change did when it was approved, in words; for the reader, never compared. */
  readonly effect?: string;
  /** The file it stands in. */
  readonly file: string;
}
