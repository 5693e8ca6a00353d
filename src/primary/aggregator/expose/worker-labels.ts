import type { Labels } from '../../../shared/model/family.js';
import { workerLabel } from '../../../shared/model/identity.js';

/**
 * The labels of a series, and the `worker` label of a slot. A label of the app with that name is renamed to
 * `exported_worker`, as Prometheus renames labels that collide with its labels.
 */
export function withWorkerLabel(labels: Labels, slot: number): Labels {
  const others = labels.map(([name, value]): [string, string] => [name === 'worker' ? 'exported_worker' : name, value]);
  return [...others, ['worker', workerLabel(slot)]];
}
