import type { Provenance } from '../../report/provenance.js';
import { markdownTable } from '../markdown/markdown-table.js';

/** A run's provenance in one sentence, which stands below a table. */
export function provenanceSentence({ date, commit, machine, versions }: Provenance): string {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const on = `Node ${machine.node.replace(/^v/, '')} on ${machine.cores} x ${machine.cpu} (${machine.os})`;
  const of = commit === undefined ? '' : ` at commit ${commit}`;
  return `Run of ${date}${of}, ${on}, with ${packages.join(', ')}.`;
}

/** A run's provenance as a table. */
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
