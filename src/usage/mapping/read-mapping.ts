/** From the text of a mapping to what it means, or everything that is wrong with it. */

import { hasErrors, type Outcome } from '../../problems/problem.ts';
import {
  parseQuantity,
  type Quantity,
  REDEFINABLE_UNITS,
  SERVICES,
  STANDARD_UNITS,
  type UnitTable,
  withUnits,
} from '../../units/quantity.ts';
import { entry, type MapNode, type Node } from '../../yaml/document.ts';
import { readYaml } from '../../yaml/read.ts';
import { isTime } from '../read/instants.ts';
import { shown } from '../shown.ts';
import { readDataFile } from './data-file.ts';
import type { CustomersMapping, Field, Fields, RecordRole, RecordsMapping, UsageMapping } from './mapping.ts';
import { CUSTOMER_ROLES, RECORD_ROLES } from './mapping.ts';
import { MappingReader } from './mapping-reader.ts';

const TRANSLATED = ['plan', 'segment', 'unit', 'service', 'direction', 'to', 'in'];
const SOURCE_KEYS = ['file', 'format', 'delimiter', 'columns'];

/** `file` is the mapping's name for messages; the files it names are inside `dataFolder`. */
export function readMapping(text: string, file: string, dataFolder: string): Outcome<UsageMapping> {
  const read = readYaml(text, file);
  if (!read.value) return read;
  const reader = new MappingReader();
  const [document, second] = read.value;
  const mapping = readDocument(reader, document ?? emptyMap(file), dataFolder);
  if (second) reader.error('USAGE-MAPPING', second.place, 'a usage mapping is one document', 'write one file for each');
  const problems = [...read.problems, ...reader.problems];
  return mapping && !hasErrors(problems) ? { value: mapping, problems } : { problems };
}

const emptyMap = (file: string): MapNode => ({ kind: 'map', place: { file, line: 1, column: 1 }, entries: [] });

function readDocument(reader: MappingReader, node: Node, dataFolder: string): UsageMapping | undefined {
  const map = reader.map(node, 'a usage mapping');
  if (!map) return undefined;
  reader.keys(map, 'a usage mapping', ['usage', 'description', 'units', 'customers', 'files']);
  const name = reader.text(reader.required(map, 'a usage mapping', 'usage'), '"usage"');
  const units = readUnits(reader, entry(map, 'units')?.value);
  const customers = readCustomers(reader, reader.required(map, 'a usage mapping', 'customers'), dataFolder);
  const list = reader.required(map, 'a usage mapping', 'files');
  if (list && (list.kind !== 'list' || list.items.length === 0)) {
    reader.error('USAGE-MAPPING', list.place, '"files" must be a list of files');
  }
  const items = list?.kind === 'list' ? list.items : [];
  const files = items.map((item, index) => readRecords(reader, item, `file ${index + 1}`, units, dataFolder));
  if (!name || !customers) return undefined;
  return { name: name.text, units, customers, files: files.filter((found) => found !== undefined) };
}

function readUnits(reader: MappingReader, node: Node | undefined): UnitTable {
  const written = node && reader.texts(node, '"units"');
  const changes = new Map<string, Quantity>();
  for (const [name, text] of written ?? []) {
    const quantity = parseQuantity(text, withUnits(changes));
    const known = REDEFINABLE_UNITS.some((candidate) => candidate === name);
    if (known && quantity?.dimension === 'data' && quantity.value.n > 0n) changes.set(name, quantity);
    else
      reader.error('USAGE-UNIT', node!.place, `a unit cannot be ${shown(`${name}: ${text}`)}`, 'write "MB: 1024 kB"');
  }
  return changes.size === 0 ? STANDARD_UNITS : withUnits(changes);
}

function readCustomers(reader: MappingReader, node: Node | undefined, folder: string): CustomersMapping | undefined {
  const map = reader.map(node, '"customers"');
  if (!map) return undefined;
  const constants = ['plan', 'activated', 'terminated', 'last_day', 'segment', 'weight'] as const;
  reader.keys(map, '"customers"', [...SOURCE_KEYS, ...constants]);
  const data = readDataFile(reader, map, '"customers"', folder);
  const fields = readFields(reader, map, '"customers"', CUSTOMER_ROLES, constants);
  for (const role of ['account', 'plan', 'activated'] as const) needField(reader, map, '"customers"', fields, role);
  if (fields.terminated && fields.last_day) {
    const fix = 'keep "terminated" (the first day without service) or "last_day" (the last day with it)';
    reader.error('USAGE-MAPPING', fields.last_day.place, '"terminated" and "last_day" say the same', fix);
  }
  return data && { data, fields };
}

function readRecords(
  reader: MappingReader,
  node: Node,
  what: string,
  units: UnitTable,
  folder: string,
): RecordsMapping | undefined {
  const map = reader.map(node, what);
  if (!map) return undefined;
  const constants = ['at', 'quantity', 'service', 'direction', 'to', 'in'] as const;
  reader.keys(map, what, [...SOURCE_KEYS, ...constants, 'unit', 'time', 'decimals']);
  const data = readDataFile(reader, map, what, folder);
  const fields: Partial<Record<RecordRole, Field>> = readFields(reader, map, what, RECORD_ROLES, constants);
  for (const role of ['account', 'at', 'quantity', 'service'] as const) needField(reader, map, what, fields, role);
  const time = reader.oneOf(map, what, 'time', ['text', 'epoch-ms', 'epoch-s']);
  const decimals = reader.whole(map, what, 'decimals', 15);
  const unitByService = readUnit(reader, map, what, fields, units);
  checkService(reader, fields);
  const { at } = fields;
  if (at && 'constant' in at && !isTime(at.constant)) {
    reader.error('USAGE-MAPPING', at.place, `a time cannot be ${shown(at.constant)}`, 'write "2026-03-02T19:58:30"');
  }
  return data && { data, fields, time: time ?? 'text', decimals, unitByService };
}

function readFields<Role extends string>(
  reader: MappingReader,
  map: MapNode,
  what: string,
  roles: readonly Role[],
  constants: readonly Role[],
): Fields<Role> {
  const fields: Partial<Record<Role, Field>> = {};
  const columns = reader.map(reader.required(map, what, 'columns'), `${what} "columns"`);
  if (columns) reader.keys(columns, `${what} "columns"`, roles);
  for (const role of roles) {
    const column = columns && entry(columns, role);
    const field = column && reader.column(column.value, `column "${role}"`, TRANSLATED.includes(role));
    const constant = constants.includes(role) ? reader.optional(map, what, role) : undefined;
    if (column && constant) {
      reader.error('USAGE-MAPPING', constant.place, `"${role}" is both a column and a value for all`, 'remove one');
    }
    if (field) fields[role] = field;
    else if (constant) fields[role] = { constant: constant.text, place: constant.place };
  }
  return fields;
}

function needField(reader: MappingReader, map: MapNode, what: string, fields: Fields<string>, role: string): void {
  const named = entry(map, 'columns')?.value;
  const tried = named?.kind === 'map' && entry(named, role);
  if (fields[role] || tried || entry(map, role)) return;
  reader.error('USAGE-MAPPING', map.place, `${what} does not say its "${role}"`, `add "${role}" to "columns"`);
}

/** Fills in the constant unit, checks it against the service, and gives the units by service where there are several. */
function readUnit(
  reader: MappingReader,
  map: MapNode,
  what: string,
  fields: Partial<Record<RecordRole, Field>>,
  units: UnitTable,
): ReadonlyMap<string, string> | undefined {
  const written = entry(map, 'unit');
  const { quantity, service, unit: column } = fields;
  if (quantity && 'constant' in quantity) {
    const [, number, unit] = /^(\d+(?:\.\d+)?) *([A-Za-z]+)$/.exec(quantity.constant) ?? [];
    if (!number || !unit || !parseQuantity(quantity.constant, units)) {
      return reader.error(
        'USAGE-UNIT',
        quantity.place,
        `a quantity cannot be ${shown(quantity.constant)}`,
        'write "1 msg"',
      );
    }
    if (written || column) {
      const place = written?.keyPlace ?? column!.place;
      return reader.error('USAGE-MAPPING', place, 'the quantity for all records has its own unit', 'remove "unit"');
    }
    fields.quantity = { constant: number, place: quantity.place };
    fields.unit = { constant: unit, place: quantity.place };
    checkUnit(reader, quantity, unit, service, units);
    return undefined;
  }
  if (written && column) {
    return reader.error('USAGE-MAPPING', written.keyPlace, '"unit" is both a column and a value for all', 'remove one');
  }
  if (!written && !column && quantity && !entry(map, 'quantity')) {
    return reader.error('USAGE-MAPPING', map.place, `${what} does not say the unit of its quantity`, 'add "unit: min"');
  }
  if (!written) return undefined;
  if (written.value.kind === 'map') {
    const byService = reader.texts(written.value, `${what} "unit"`);
    for (const [name, unit] of byService ?? []) {
      checkUnit(reader, written.value, unit, { constant: name, place: written.value.place }, units);
    }
    return byService;
  }
  const unit = reader.text(written.value, `${what} "unit"`);
  if (unit) {
    fields.unit = { constant: unit.text, place: unit.place };
    checkUnit(reader, unit, unit.text, service, units);
  }
  return undefined;
}

function checkUnit(
  reader: MappingReader,
  { place }: Pick<Field, 'place'>,
  unit: string,
  service: Field | undefined,
  units: UnitTable,
): void {
  const known = units.get(unit);
  if (!known) {
    reader.error(
      'USAGE-UNIT',
      place,
      `the unit ${shown(unit)} is not known`,
      `use one of: ${[...units.keys()].join(', ')}`,
    );
    return;
  }
  const dimension = service && 'constant' in service ? SERVICES[service.constant] : undefined;
  if (!dimension || dimension === known.dimension) return;
  const fitting = [...units].filter(([, candidate]) => candidate.dimension === dimension).map(([name]) => name);
  const message = `${(service as { constant: string }).constant} is not measured in ${unit}`;
  reader.error('USAGE-UNIT', place, message, `use one of: ${fitting.join(', ')}`);
}

function checkService(reader: MappingReader, { service }: Fields<RecordRole>): void {
  if (!service) return;
  const names = 'constant' in service ? [service.constant] : [...(service.values?.values() ?? [])];
  for (const name of names) {
    if (Object.hasOwn(SERVICES, name)) continue;
    const fix = `use one of: ${Object.keys(SERVICES).join(', ')}`;
    reader.error('USAGE-MAPPING', service.place, `there is no service ${shown(name)}`, fix);
  }
}
