import type { Registry } from 'prom-client';
import type { FamilyScope } from '../../shared/model/family.js';
import { isClusterFamilyName } from '../../shared/model/reserved-names.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { createRuntimeSource } from '../../shared/runtime/runtime-source.js';
import { RegistrySampler, type SweepCosts } from '../../shared/sampling/registry-sampler.js';
import type { ChangeTracker } from '../../shared/tracking/change-tracker.js';
import { ConnectionRecorder } from '../connections/connection-recorder.js';
import { HttpTable } from '../http/http-table.js';
import { HttpClientTable } from '../outbound/outbound-table.js';

/**
 * The sampler of a worker's registries: the runtime's own first, so that an app which collects
 * prom-client's default metrics as well does not show them twice; then the app's.
 */
export function createSampler(
  tracker: ChangeTracker,
  options: ResolvedOptions,
  { defaultRegister, paces }: { readonly defaultRegister: Registry; readonly paces: SweepCosts },
): RegistrySampler {
  const { http, registries, perWorker } = options;
  const runtime = createRuntimeSource(tracker, options.runtime);
  const scope = (name: string): FamilyScope => (isListed(name, perWorker) ? 'worker' : 'merged');
  const ownFamilies = new Set([
    ...HttpTable.familyNames(http),
    ...ConnectionRecorder.familyNames(http),
    ...HttpClientTable.familyNames(options),
  ]);
  const isReserved = (name: string) => ownFamilies.has(name) || isClusterFamilyName(name, http.namespace);
  const appSources = () => appRegistries().map((registry) => ({ registry, scope }));
  return new RegistrySampler(tracker, () => [runtime(), ...appSources()], isReserved, { costs: paces });

  function appRegistries(): readonly Registry[] {
    if (!registries) return [defaultRegister];
    try {
      return registries();
    } catch (error) {
      tracker.note('collect_failed', 'registries', String(error));
      return [];
    }
  }
}

function isListed(name: string, patterns: readonly (string | RegExp)[]): boolean {
  // `search` ignores the `lastIndex` that a pattern with /g would keep between calls.
  return patterns.some((pattern) => (typeof pattern === 'string' ? pattern === name : name.search(pattern) >= 0));
}
