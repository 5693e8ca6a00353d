import { type JsonSample, runAggregator } from '../../protocol/prom-client-aggregation.js';
import type { AppAggregatedFamily } from '../../protocol/thread-messages.js';
import type { ClusterState } from '../merge/cluster-state.js';
import type { MergedFamily } from '../state/merged-family.js';
import { aggregatorInput } from './aggregator-input.js';

interface Aggregated {
  /** The family's revision when the aggregator was given its input. */
  readonly revision: number;
  readonly samples: readonly JsonSample[];
}

const NOTHING: Aggregated = { revision: -1, samples: [] };

/**
 * What the aggregators of prom-client made of the families whose rule is `aggregate`, for every format. Aggregators of
 * prom-client itself run here, when a format asks; those of the app run in the main thread, and their results are filled in.
 */
export class AggregatedFamilies {
  readonly #state: ClusterState;
  readonly #aggregated = new WeakMap<MergedFamily, Aggregated>();

  constructor(state: ClusterState) {
    this.#state = state;
  }

  /** The merged samples of a family. The array is the same one as long as the result is the same. */
  samplesOf(family: MergedFamily): readonly JsonSample[] {
    const known = this.#aggregated.get(family) ?? NOTHING;
    const { revision } = family;
    if (family.isAppAggregated || known.revision === revision) return known.samples;
    const samples = runAggregator(aggregatorInput(family, this.#state.table));
    this.#aggregated.set(family, { revision, samples });
    return samples;
  }

  /** The families that changed and whose aggregator only the app's program has. Their results go to {@link fillIn}. */
  takeAppAggregated(): AppAggregatedFamily[] {
    const changed: AppAggregatedFamily[] = [];
    for (const family of this.#state.families()) {
      const known = this.#aggregated.get(family) ?? NOTHING;
      const { revision } = family;
      if (!family.isAppAggregated || known.revision === revision) continue;
      this.#aggregated.set(family, { revision, samples: known.samples });
      const { name, aggregator } = family.definition;
      changed.push({ name, aggregator, groups: aggregatorInput(family, this.#state.table) });
    }
    return changed;
  }

  /** Takes the result of an aggregator of the app; undefined when the app has no aggregator of that name. */
  fillIn(name: string, samples: readonly JsonSample[] | undefined): void {
    const family = this.#state.family(name);
    if (!family?.isAppAggregated) return;
    if (samples === undefined) this.#state.noteUnknownAggregator(family);
    const { revision } = this.#aggregated.get(family) ?? NOTHING;
    this.#aggregated.set(family, { revision, samples: samples ?? [] });
  }
}
