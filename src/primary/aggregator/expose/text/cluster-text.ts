import type { ClusterFamily } from '../../self/cluster-families.js';
import { familyHead, labelText, linePrefix } from './text-format.js';

/** The families about the cluster as text. @param names families to show @default all */
export function clusterText(families: readonly ClusterFamily[], names?: ReadonlySet<string>): string {
  return families
    .filter(({ name, samples }) => samples.length > 0 && (names?.has(name) ?? true))
    .map((family) => familyHead(family) + family.samples.map((sample) => line(family.name, sample)).join(''))
    .join('');
}

function line(family: string, { suffix = '', labels, value }: ClusterFamily['samples'][number]): string {
  return `${linePrefix({ name: `${family}${suffix}`, boundLabels: [] }, labelText(labels))}${value}\n`;
}
