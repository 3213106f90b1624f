/** Counts where the records are. */

import type { Database } from '../../database/database.ts';
import type { UsageMapping } from '../mapping/mapping.ts';
import { EXAMPLES, REFUSALS, type RefusedRecord, type UsageReport } from '../report.ts';

export async function readReport(database: Database, mapping: UsageMapping): Promise<UsageReport> {
  const fileCounts = await database.rows(
    'SELECT file, count(*), count(*) FILTER (WHERE refusal = 0) FROM records GROUP BY file',
  );
  const services = await database.rows(`
    SELECT service, count(*) FROM records JOIN units ON units.number = records.unit WHERE refusal = 0
    GROUP BY service ORDER BY service`);
  const refusals = await database.rows('SELECT refusal, count(*) FROM records WHERE refusal > 0 GROUP BY 1 ORDER BY 1');
  const examples = await database.rows(`
    SELECT refusal, file, "row", coalesce(text, '') FROM records WHERE refusal > 0
    QUALIFY row_number() OVER (PARTITION BY refusal ORDER BY file, "row") <= ${EXAMPLES}
    ORDER BY refusal, file, "row"`);

  const files = mapping.files.map(({ data }, index) => {
    const [, records = '0', delivered = '0'] = fileCounts.find(([file]) => file === String(index)) ?? [];
    return { file: data.name, records: Number(records), delivered: Number(delivered) };
  });
  return {
    records: files.reduce((sum, { records }) => sum + records, 0),
    delivered: files.reduce((sum, { delivered }) => sum + delivered, 0),
    refused: refusals.map(([number, count]) => ({
      refusal: REFUSALS[Number(number) - 1]!,
      count: Number(count),
      examples: examples
        .filter(([refusal]) => refusal === number)
        .map(
          ([, file, row, text]): RefusedRecord => ({
            file: mapping.files[Number(file)]!.data.name,
            row: Number(row),
            text: text!,
          }),
        ),
    })),
    services: new Map(services.map(([service, count]) => [service!, Number(count)])),
    files,
  };
}
