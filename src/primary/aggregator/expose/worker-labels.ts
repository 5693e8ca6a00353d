import type { Labels } from '../../../shared/model/family.js';
import { workerLabel } from '../../../shared/model/identity.js';

/**
 * The labels of a series together with the `worker` label of a slot. An app's own label of that name becomes
 * `exported_worker`, as Prometheus does with labels that collide with its own.
 */
export function withWorkerLabel(labels: Labels, slot: number): Labels {
  const own = labels.map(([name, value]): [string, string] => [name === 'worker' ? 'exported_worker' : name, value]);
  return [...own, ['worker', workerLabel(slot)]];
}
