/** What customers have does not fit into the whole numbers that are added: refused, never rounded. A user can cause it. */
export class BeyondExact extends RangeError {}
