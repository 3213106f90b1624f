/** The list of scenarios as the page's own script reads it, from a page as text. */

export interface ListRow {
  readonly id: string;
  readonly status: string;
  readonly plan: string;
  readonly title: string;
  /** The sum of its invoices; empty where nothing tells it. */
  readonly invoiced: string;
  readonly change: string;
  readonly causes: readonly (string | undefined)[];
  readonly again: string;
  readonly reason: string;
  readonly text: string;
}

export type Address = Readonly<Record<'s' | 'q' | 'status' | 'plan' | 'cause' | 'sort', string>>;

interface ListScript {
  readonly readAddress: (hash: string) => Address | undefined;
  readonly writeAddress: (state: Partial<Address>) => string;
  readonly unpackRows: (packed: unknown, texts: unknown, names: unknown) => ListRow[];
  readonly search: (rows: readonly ListRow[], filters: Omit<Address, 's'>) => number[];
  readonly moved: (key: string, place: number, length: number) => number | undefined;
  readonly thousands: (number: number) => string;
}

export const script = (await import(
  new URL('../../src/reporting/templates/list.js', import.meta.url).href
)) as ListScript;

const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&amp;', '&');

export function listOf(page: string): ListRow[] {
  const data = (kind: string): unknown[] =>
    [...page.matchAll(new RegExp(`data-list="${kind}"[^>]*>(.*?)</script>`, 'gs'))].map((match) =>
      JSON.parse(match[1]!),
    );
  const options = (name: string): { key: string; name: string }[] => {
    const [, inside = ''] = new RegExp(`<select name="${name}">(.*?)</select>`, 's').exec(page) ?? [];
    return [...inside.matchAll(/<option value="([^"]+)"[^>]*>([^<]*)</g)].map(([, key, text]) => ({
      ...{ key: plain(key!), name: plain(text!) },
    }));
  };
  const plans = new Map(options('plan').map(({ key, name }) => [key, name]));
  return script.unpackRows(data('rows').flat(), data('texts')[0], { plans, causes: options('cause') });
}
