import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { clientGolangVersion } from '../peers/client-golang.js';
import { libraryOf } from '../peers/libraries.js';
import { runnablePeers } from '../peers/peers.js';
import { type LibraryName, OURS } from '../report/library-names.js';
import { originOf, type Provenance } from '../report/provenance.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The provenance of a run that begins now, in this process. */
export function createProvenance(): Provenance {
  const commit = commitOf(ROOT);
  const { date, machine } = originOf(process.version);
  return { date, ...(commit === undefined ? {} : { commit }), machine, versions: versions() };
}

function commitOf(folder: string): string | undefined {
  const args = ['describe', '--always', '--dirty', '--exclude', '*', '--abbrev=12'];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function versions(): Record<string, string> {
  const names: LibraryName[] = [OURS, ...runnablePeers()];
  const packages = names.map((name) => [name, libraryOf(name).version] as const);
  const golang = clientGolangVersion();
  return { ...Object.fromEntries(packages), ...(golang === undefined ? {} : { client_golang: golang }) };
}
