import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release, type } from 'node:os';
import { clientGolangVersion } from './client-golang.js';
import { GOALS } from './goals.js';
import { canRun, PEER_PACKAGES } from './peers.js';
import { curveKey, GROUPS, type Row } from './row.js';

/** What `--json` writes. */
export interface Report {
  /** Of the newest rows. */
  readonly date: string;
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number; readonly os: string };
  /** Of the packages that were measured. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/** A report of these rows, as of now. */
export function createReport(rows: readonly Row[]): Report {
  return { date: new Date().toISOString().slice(0, 10), machine: machine(), versions: versions(), rows };
}

/** Writes a report; of a part of the measurements, the file's rows that were not measured again are kept. */
export function writeReport(file: string, report: Report, isPart: boolean): void {
  const rows = isPart && existsSync(file) ? joinRows(readRows(file), report.rows) : report.rows;
  writeFileSync(file, `${JSON.stringify({ ...report, rows }, undefined, 2)}\n`);
}

function readRows(file: string): readonly Row[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as Report).rows;
}

/** Of a curve that was measured again no old point is kept, as it may have had other sizes; nor a goal that is none any more. */
function joinRows(old: readonly Row[], measured: readonly Row[]): Row[] {
  const again = new Set(measured.map(curveKey));
  const goals = new Set<string>(Object.values(GOALS));
  const isCurrent = (row: Row) => row.group !== 'goals' || goals.has(row.name);
  const rows = [...old.filter((row) => isCurrent(row) && !again.has(curveKey(row))), ...measured];
  return GROUPS.flatMap((name) => rows.filter(({ group }) => group === name));
}

function machine(): Report['machine'] {
  const cpu = cpus()[0]?.model ?? 'unknown';
  return { node: process.version, cpu, cores: availableParallelism(), os: `${type()} ${release()}` };
}

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const own = require('../../package.json') as { version: string };
  const found: Record<string, string> = { 'prom-cluster': own.version };
  for (const peer of PEER_PACKAGES) if (canRun(peer)) found[peer] = versionOf(require, peer);
  const golang = clientGolangVersion();
  return golang === undefined ? found : { ...found, client_golang: golang };
}

/** Not every package exports its package.json. */
function versionOf(require: NodeJS.Require, name: string): string {
  const folder = require.resolve.paths(name)?.find((path) => existsSync(`${path}/${name}/package.json`));
  const { version } = JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8')) as { version: string };
  return version;
}
