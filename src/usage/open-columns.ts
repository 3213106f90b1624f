import type { Outcome } from '../problems/problem.ts';
import type { UsageColumns } from './columns.ts';
export async function openUsageColumns(_text: string, _file: string, _data: string, _options: object): Promise<Outcome<UsageColumns>> {
  throw new Error('not merged yet');
}
