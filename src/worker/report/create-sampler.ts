import type { Registry } from 'prom-client';
import { thrownText } from '../../shared/basics/thrown-text.js';
import type { FamilyScope } from '../../shared/model/family.js';
import type { ResolvedOptions } from '../../shared/options/options.js';
import { createRuntimeSource } from '../../shared/runtime/runtime-source.js';
import { RegistrySampler, type SweepCosts } from '../../shared/sampling/registry-sampler.js';
import type { ChangeTracker } from '../../shared/tracking/change-tracker.js';
import { checkedRegistries } from './checked-registries.js';

/**
 * Creates the sampler of a worker's registries. The runtime's registry comes first, so that the page has each runtime metric
 * once when the app collects prom-client's default metrics as well. The app's registries follow.
 */
export function createSampler(
  tracker: ChangeTracker,
  { runtime, registries, perWorker }: Pick<ResolvedOptions, 'runtime' | 'registries' | 'perWorker'>,
  { defaultRegister, paces, whyReserved }: SamplerParts,
): RegistrySampler {
  const runtimeSource = createRuntimeSource(tracker, runtime);
  const scope = (name: string): FamilyScope => (isListed(name, perWorker) ? 'worker' : 'merged');
  const registriesOfApp = appRegistries(tracker, registries, defaultRegister);
  const appSources = () => registriesOfApp().map((registry) => ({ registry, scope }));
  return new RegistrySampler(tracker, () => [runtimeSource(), ...appSources()], whyReserved, { costs: paces });
}

/** The parts of a sampler that are not options. */
export interface SamplerParts {
  /** The registry of an app that gave none. */
  readonly defaultRegister: Registry;
  /** Receive the cost of each sweep. */
  readonly paces: SweepCosts;
  /** Says why no metric of the app can have a name. Returns undefined for a free name. */
  readonly whyReserved: (name: string) => string | undefined;
}

/**
 * Returns the function that reads the option `registries` at each sweep. While the app's function fails, the last registries that
 * it returned are read: without them the app's families would leave the page, and their totals would begin anew.
 */
function appRegistries(
  tracker: ChangeTracker,
  registries: ResolvedOptions['registries'],
  defaultRegister: Registry,
): () => readonly Registry[] {
  if (!registries) return () => [defaultRegister];
  const failed = (error: unknown) => tracker.note('collect_failed', 'registries', thrownText(error));
  let last: readonly Registry[] = [];
  return () => {
    try {
      last = checkedRegistries(registries(), failed);
    } catch (error) {
      failed(error);
    }
    return last;
  };
}

function isListed(name: string, patterns: readonly (string | RegExp)[]): boolean {
  // `search` ignores the `lastIndex` that a pattern with /g keeps between calls.
  return patterns.some((pattern) => (typeof pattern === 'string' ? pattern === name : name.search(pattern) >= 0));
}
