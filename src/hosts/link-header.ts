/** Where the next page is, as RFC 8288 writes it: `<https://…?page=2>; rel="next", <…>; rel="last"`. */
export const nextLink = (header: string | undefined): string | undefined =>
  /<([^<>]+)>\s*;(?:[^<>"]|"[^"]*")*?\brel="?next"?(?![\w-])/.exec(header ?? '')?.[1];
