import { markdownTable } from '../tables/markdown/markdown-table.js';
import type { JsonValue } from './json-value.js';

/** When, on what and with which versions a run was made. */
export interface Provenance {
  readonly date: string;
  /** What was checked out; `npm run compare` does not tell. */
  readonly commit?: string;
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number; readonly os: string };
  readonly versions: Readonly<Record<string, string>>;
}

/** Reads what both reports begin with. Throws where it is not as it should be. */
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

/** The run's origin in one sentence, to stand below a table. */
export function provenanceSentence({ date, commit, machine, versions }: Provenance): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const on = `Node ${machine.node.replace(/^v/, '')} on ${machine.cores} x ${machine.cpu} (${machine.os})`;
  const of = commit === undefined ? '' : ` at commit ${commit}`;
  return `Run of ${date}${of}, ${on}, with ${packages.join(', ')}.`;
}

/** The run's origin as a table. */
export function provenanceTable({ date, commit, machine, versions }: Provenance): string {
  const rows = [
    ['date', date],
    ...(commit === undefined ? [] : [['commit', commit]]),
    ['Node', machine.node.replace(/^v/, '')],
    ['CPU', `${machine.cores} x ${machine.cpu}`],
    ['operating system', machine.os],
    ...Object.entries(versions),
  ];
  return markdownTable(['', ''], rows);
}
