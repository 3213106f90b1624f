/** The units of each service, as the screening joins them. */

import { type Database, textLiteral } from '../../database/database.ts';
import { SERVICES } from '../../units/quantity.ts';
import type { UsageMapping } from '../mapping/mapping.ts';
import type { ServiceUnit } from './quanta.ts';

/** Tables `services` and `units`: each unit of each service, numbered. */
export async function addServiceUnits(database: Database, mapping: UsageMapping): Promise<readonly ServiceUnit[]> {
  const units: (ServiceUnit & { readonly unit: string })[] = [];
  for (const [service, dimension] of Object.entries(SERVICES)) {
    for (const [unit, known] of mapping.units) {
      if (known.dimension === dimension) units.push({ number: units.length, service, unit, size: known.size });
    }
  }
  const services = Object.entries(SERVICES).map(([service, dimension]) => `('${service}', '${dimension}')`);
  const rows = units.map(({ number, service, unit }) => `(${number}, '${service}', ${textLiteral(unit)})`);
  await database.run(`
    CREATE TABLE services (service VARCHAR, dimension VARCHAR);
    INSERT INTO services VALUES ${services.join(', ')};
    CREATE TABLE units (number USMALLINT, service VARCHAR, unit VARCHAR);
    INSERT INTO units VALUES ${rows.join(', ')}`);
  return units;
}
