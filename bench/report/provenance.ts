import { availableParallelism, cpus, release, type } from 'node:os';
import type { JsonValue } from './json-value.js';

/** When, on what machine and with which versions a run was made. */
export interface Provenance {
  readonly date: string;
  /**
   * The commit that was checked out, with `-dirty` where files were changed. Left out by `npm run compare`, and where
   * git does not tell.
   */
  readonly commit?: string;
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number; readonly os: string };
  /** Version of each library that the run has measured, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** The date of today and this machine. @param node the version of the Node that the measured processes run on */
export function originOf(node: string): Pick<Provenance, 'date' | 'machine'> {
  const cpu = cpus()[0]?.model ?? 'unknown';
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: { node, cpu, cores: availableParallelism(), os: `${type()} ${release()}` },
  };
}

/** Reads the provenance of a report. Throws where a field is missing or of another type. */
export function readProvenance(report: JsonValue): Provenance {
  const machine = report.field('machine');
  const commit = report.field('commit').optional((value) => value.text());
  return {
    date: report.field('date').text(),
    ...(commit === undefined ? {} : { commit }),
    machine: {
      node: machine.field('node').text(),
      cpu: machine.field('cpu').text(),
      cores: machine.field('cores').number(),
      os: machine.field('os').text(),
    },
    versions: Object.fromEntries(
      report
        .field('versions')
        .fields()
        .map(([name, version]) => [name, version.text()]),
    ),
  };
}
