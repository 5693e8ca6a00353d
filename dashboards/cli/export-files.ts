import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inDashboard, inRules } from './fill-in.js';

/** The package's `dashboards`, from `dist/dashboards/cli`. */
const SHIPPED = fileURLToPath(new URL('../../../dashboards/', import.meta.url));

/** What is exported, with the folders below, and how a namespace gets into it. */
const FOLDERS: Readonly<Record<string, (text: string, prefix: string) => string>> = {
  grafana: (text, prefix) => (text.startsWith('{') ? inDashboard(text, prefix) : text),
  prometheus: inRules,
};

/**
 * Copies the dashboards and rules that come with the package, with a namespace filled in.
 * @returns the paths that were written
 */
export function exportFiles({ out, namespace }: { readonly out: string; readonly namespace: string }): string[] {
  const prefix = namespace === '' ? '' : `${namespace}_`;
  return Object.entries(FOLDERS).flatMap(([folder, fillIn]) =>
    filesBelow(join(SHIPPED, folder)).map((name) => {
      const path = join(out, folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, fillIn(readFileSync(join(SHIPPED, folder, name), 'utf8'), prefix));
      return path;
    }),
  );
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
}
