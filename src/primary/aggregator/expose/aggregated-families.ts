import { type JsonSample, runAggregator } from '../../protocol/prom-client-aggregation.js';
import type { AppAggregatedFamily } from '../../protocol/thread-messages.js';
import type { ClusterState } from '../merge/cluster-state.js';
import type { MergedFamily } from '../state/merged-family.js';
import { aggregatorInput } from './aggregator-input.js';

/**
 * The merged samples of the families whose rule is `aggregate`, for every format. They are results of prom-client's
 * aggregators. Aggregators of prom-client itself run here, when a format needs the result. Aggregators of the app run in the
 * main thread, and {@link fillIn} takes their results.
 */
export class AggregatedFamilies {
  readonly #state: ClusterState;
  readonly #aggregated = new WeakMap<MergedFamily, Aggregated>();

  constructor(state: ClusterState) {
    this.#state = state;
  }

  /** The merged samples of a family. As long as the result is the same, so is the array. */
  samplesOf(family: MergedFamily): readonly JsonSample[] {
    const known = this.#aggregated.get(family) ?? NOTHING;
    const { revision } = family;
    if (family.isAppAggregated || known.revision === revision) return known.samples;
    const samples = runAggregator(aggregatorInput(family, this.#state.table));
    this.#aggregated.set(family, { revision, samples });
    return samples;
  }

  /** The families that changed since the last call, and whose aggregator only the main thread has. */
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

  /** Takes the result of an aggregator of the app. @param samples undefined if the app has no aggregator of that name */
  fillIn(name: string, samples: readonly JsonSample[] | undefined): void {
    const family = this.#state.family(name);
    if (!family?.isAppAggregated) return;
    if (samples === undefined) this.#state.noteUnknownAggregator(family);
    const { revision } = this.#aggregated.get(family) ?? NOTHING;
    this.#aggregated.set(family, { revision, samples: samples ?? [] });
  }
}

/** The result for one family. */
interface Aggregated {
  /** The revision of the family of which the aggregator got the values. */
  readonly revision: number;
  readonly samples: readonly JsonSample[];
}

const NOTHING: Aggregated = { revision: -1, samples: [] };
