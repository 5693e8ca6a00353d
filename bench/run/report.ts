import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import { clientGolangVersion } from '../peers/client-golang.js';
import { canRun, PEER_PACKAGES } from '../peers/peers.js';
import type { Row } from '../report/row.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What `--json` writes: rows of one run. */
export interface Report {
  readonly date: string;
  /** What was checked out, with `-dirty` where files were changed; left out where git does not tell. */
  readonly commit?: string;
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number; readonly os: string };
  /** Of the packages that were measured. */
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

/** When, on what and of what a run is made, as of now. */
export function createProvenance(): Omit<Report, 'rows'> {
  const date = new Date().toISOString().slice(0, 10);
  const commit = commitOf(ROOT);
  return { date, ...(commit === undefined ? {} : { commit }), machine: machine(), versions: versions() };
}

/**
 * Throws where a part of a run would replace a report: its rows would pass for those of the other run, with another
 * date, machine and commit.
 * @param isPart whether some measurements are left out, or do too little work for their figures to say anything
 */
export function refuseToMix(file: string, isPart: boolean): void {
  if (!isPart || !existsSync(file)) return;
  throw new Error(`${file} is there already: a report is of one whole run. Write a part to another file.`);
}

/** Writes a report. */
export function writeReport(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

function commitOf(folder: string): string | undefined {
  const args = ['describe', '--always', '--dirty', '--exclude', '*', '--abbrev=12'];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function machine(): Report['machine'] {
  const cpu = cpus()[0]?.model ?? 'unknown';
  return { node: process.version, cpu, cores: availableParallelism(), os: `${type()} ${release()}` };
}

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const own = require('../../../package.json') as { version: string };
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
