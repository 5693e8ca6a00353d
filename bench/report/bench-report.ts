import { JsonValue } from './json-value.js';
import { type Provenance, readProvenance } from './provenance.js';
import { GROUPS, type Row } from './row.js';

/** The report that `npm run bench` writes into bench/results/bench.json. */
export interface BenchReport extends Provenance {
  readonly rows: readonly Row[];
}

/** Reads a report. Throws an error that names the place of a field that is missing or of another type. */
export function readBenchReport(file: string, text: string): BenchReport {
  const report = JsonValue.parse(file, text);
  return { ...readProvenance(report), rows: report.field('rows').elements().map(readRow) };
}

function readRow(row: JsonValue): Row {
  const goal = row.field('goal').optional((value) => value.text());
  const isMet = row.field('isMet').optional((value) => value.boolean());
  const note = row.field('note').optional((value) => value.text());
  return {
    group: row.field('group').oneOf(GROUPS),
    name: row.field('name').text(),
    unit: row.field('unit').text(),
    params: row.field('params').optional(readParams) ?? {},
    ours: row.field('ours').optional((value) => value.number()) ?? null,
    peers: row.field('peers').optional(readPeers) ?? {},
    ...(goal === undefined ? {} : { goal }),
    ...(isMet === undefined ? {} : { isMet }),
    ...(note === undefined ? {} : { note }),
  };
}

function readParams(params: JsonValue): Row['params'] {
  return Object.fromEntries(params.fields().map(([name, value]) => [name, value.scalar()]));
}

function readPeers(peers: JsonValue): Record<string, number> {
  return Object.fromEntries(peers.fields().map(([name, value]) => [name, value.number()]));
}
