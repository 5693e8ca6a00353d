import { readFileSync } from 'node:fs';

/** One family, as a table of `docs/metrics.md` documents it. */
export interface DocumentedFamily {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly unit: string;
}

/** The families of all tables of `docs/metrics.md`, in their order. */
export function documentedFamilies(): DocumentedFamily[] {
  const rows = metricsDocument().matchAll(/^\| `([a-z0-9_]+)` \| (\w+) \| ([^|]*) \| ([^|]+) \|/gm);
  return [...rows].map(([, name = '', type = '', labels = '', unit = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => String(label)),
    unit,
  }));
}

/** The text of `docs/metrics.md`. */
export function metricsDocument(): string {
  return readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
}
