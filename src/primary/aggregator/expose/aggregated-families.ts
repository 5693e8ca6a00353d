import { type AggregatorResult, runAggregator } from '../../protocol/prom-client-aggregation.js';
import type { AggregatedSample } from '../../protocol/sample-copier.js';
import type { AppAggregatedFamily } from '../../protocol/thread-messages.js';
import type { ClusterState } from '../merge/cluster-state.js';
import type { MergedFamily } from '../state/merged-family.js';
import { aggregatorInput } from './aggregator-input.js';
import { infoSamples } from './info-samples.js';

/**
 * The merged samples of the families whose rule is `aggregate`, for every format. They are results of prom-client's
 * aggregators, or of {@link infoSamples}. Aggregators of prom-client itself run here, when a format needs the result. Aggregators of
 * the app run in the main thread, and {@link fillIn} takes their results.
 */
export class AggregatedFamilies {
  readonly #state: ClusterState;
  readonly #aggregated = new WeakMap<MergedFamily, Aggregated>();

  constructor(state: ClusterState) {
    this.#state = state;
  }

  /** The merged samples of a family. As long as the result is the same, so is the array. */
  samplesOf(family: MergedFamily): readonly AggregatedSample[] {
    const known = this.#aggregated.get(family) ?? NOTHING;
    const { revision } = family;
    if (family.isAppAggregated || known.revision === revision) return known.samples;
    return this.#keep(family, revision, this.#aggregate(family));
  }

  /** The families that changed since the last call, and whose aggregator only the main thread has. */
  takeAppAggregated(): AppAggregatedFamily[] {
    const changed: AppAggregatedFamily[] = [];
    for (const family of this.#state.families()) {
      const known = this.#aggregated.get(family) ?? NOTHING;
      const { revision } = family;
      if (!family.isAppAggregated || known.revision === revision) continue;
      this.#aggregated.set(family, { revision, samples: known.samples });
      const { name, type, aggregator } = family.definition;
      changed.push({ name, type, aggregator, groups: aggregatorInput(family, this.#state.table) });
    }
    return changed;
  }

  /** Takes the result of an aggregator of the app. */
  fillIn(name: string, result: AggregatorResult): void {
    const family = this.#state.family(name);
    if (!family?.isAppAggregated) return;
    const { revision } = this.#aggregated.get(family) ?? NOTHING;
    this.#keep(family, revision, result);
  }

  #aggregate(family: MergedFamily): AggregatorResult {
    const { table } = this.#state;
    if (family.isInfo) return { samples: infoSamples(family, table) };
    const { name, type } = family.definition;
    return runAggregator({ name, type, groups: aggregatorInput(family, table) });
  }

  /** Keeps the result for a family. The family has no samples if its aggregator failed, and the failure is noted. */
  #keep(family: MergedFamily, revision: number, result: AggregatorResult): readonly AggregatedSample[] {
    if ('failure' in result) this.#state.noteAggregatorFailure(family, result.failure);
    const samples = 'samples' in result ? result.samples : [];
    this.#aggregated.set(family, { revision, samples });
    return samples;
  }
}

/** The result for one family. */
interface Aggregated {
  /** The revision of the family of which the aggregator got the values. */
  readonly revision: number;
  readonly samples: readonly AggregatedSample[];
}

const NOTHING: Aggregated = { revision: -1, samples: [] };
