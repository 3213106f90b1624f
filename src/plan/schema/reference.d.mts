/** Text of the page REFERENCE.md. */
export function referencePage(): string;
