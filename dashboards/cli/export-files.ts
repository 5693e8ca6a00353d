import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inDashboard, inRules } from './fill-in.js';

/** The package's `dashboards`, from `dist/dashboards/cli`. */
const SHIPPED = fileURLToPath(new URL('../../../dashboards/', import.meta.url));

/** What is exported, and how a namespace gets into it. */
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
  return Object.entries(FOLDERS).flatMap(([folder, fillIn]) => {
    mkdirSync(join(out, folder), { recursive: true });
    return readdirSync(join(SHIPPED, folder)).map((name) => {
      const text = readFileSync(join(SHIPPED, folder, name), 'utf8');
      const path = join(out, folder, name);
      writeFileSync(path, fillIn(text, prefix));
      return path;
    });
  });
}
