/** Source of generated.ts. */
export function compileSchema(): string;
