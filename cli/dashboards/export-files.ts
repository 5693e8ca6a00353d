import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RUNBOOKS_FILE, withoutNeighbours } from '../../dashboards/rules/runbooks-file.js';
import { namespacePrefix } from '../../src/shared/model/request-names.js';
import { inDashboard, inRules } from './fill-in.js';
import { withRuntimePrefix } from './runtime-prefix.js';

/** The arguments of an export: the folder, and the texts that are filled in. */
export interface Export {
  /** The folder to write into. */
  readonly out: string;
  /** The option `http.namespace`; `''` for none. */
  readonly namespace: string;
  /** The option `runtime.prefix`; `''` for none. */
  readonly runtimePrefix: string;
  /** The text in front of the anchor in an alert's `runbook_url`. */
  readonly runbooks: string;
}

/** The package's folder, seen from `dist/cli/dashboards`. */
const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Copies the dashboards, rules and runbooks of the package. Fills in the namespace, the prefix and the place of the runbooks.
 * @returns the paths that were written
 */
export function exportFiles({ out, namespace, runtimePrefix, runbooks }: Export): string[] {
  const prefixes = { prefix: namespacePrefix(namespace), runtimePrefix };
  const runbooksText = (text: string) => withRuntimePrefix(withoutNeighbours(text), runtimePrefix);
  return [
    ...shipped('grafana').map((path) => copy(path, out, (text) => inDashboard(text, prefixes))),
    ...shipped('prometheus').map((path) => copy(path, out, (text) => inRules(text, { ...prefixes, runbooks }))),
    copy({ from: join('docs', RUNBOOKS_FILE), to: RUNBOOKS_FILE }, out, runbooksText),
  ];
}

/** The path of a file in the package, and its path in an export. */
interface Place {
  readonly from: string;
  readonly to: string;
}

/** The files of a folder of the package, and of the folders below it. */
function shipped(folder: string): Place[] {
  const root = join(PACKAGE, 'dashboards');
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.map(({ parentPath, name }) => {
    const to = relative(root, join(parentPath, name));
    return { from: join('dashboards', to), to };
  });
}

function copy({ from, to }: Place, out: string, fillIn: (text: string) => string): string {
  const path = join(out, to);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, fillIn(readFileSync(join(PACKAGE, from), 'utf8')));
  return path;
}
