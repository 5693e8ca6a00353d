import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file below `dashboards/`. */
export interface CommittedFile {
  /** Name without the folder. */
  readonly name: string;
  readonly text: string;
}

const DASHBOARDS = fileURLToPath(new URL('../../../../dashboards/', import.meta.url));

/** The committed `dashboards/grafana/prom-cluster/*.json`. */
export function dashboardFiles(): CommittedFile[] {
  return filesIn('grafana/prom-cluster', '.json');
}

/** The committed `dashboards/prometheus/*.yml`, rules for clusters without a namespace. */
export function ruleFiles(): CommittedFile[] {
  return filesIn('prometheus', '.yml');
}

function filesIn(folder: string, ending: string): CommittedFile[] {
  const path = join(DASHBOARDS, folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((name) => name.endsWith(ending));
  return names.sort().map((name) => ({ name, text: readFileSync(join(path, name), 'utf8') }));
}
