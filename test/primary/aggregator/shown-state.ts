import { readCheckpoint } from '../../../src/primary/aggregator/checkpoint/state-checkpoint.js';
import { AggregatedFamilies } from '../../../src/primary/aggregator/expose/aggregated-families.js';
import { type PageSelection, TextPage } from '../../../src/primary/aggregator/expose/text/text-page.js';
import { ClusterState, type ClusterStateOptions } from '../../../src/primary/aggregator/merge/cluster-state.js';

/** A cluster's state together with its text page, which is kept and rendered again as the aggregator does. */
export class ShownState extends ClusterState {
  readonly aggregated = new AggregatedFamilies(this);
  readonly #page = new TextPage(this, this.aggregated);

  render(selection: PageSelection = {}): string {
    return this.renderBytes(selection).toString();
  }

  renderBytes(selection: PageSelection = {}): Buffer {
    return this.#page.render(selection);
  }

  renderWorker(slot: number): string {
    return this.#page.renderWorker(slot);
  }
}

/** A state that keeps the notes and resyncs which it passes on. @param from the state whose checkpoint is restored */
export function recordingState({ maxSeries = 1000, from }: { maxSeries?: number; from?: ClusterState } = {}) {
  const notes: string[] = [];
  const resyncs: number[] = [];
  const options: ClusterStateOptions = {
    maxSeries,
    onNote: (reason, family, _detail, slot) => notes.push(`${slot} ${reason} ${family}`),
    onResync: (incarnation) => resyncs.push(incarnation),
  };
  const state = new ShownState(options, from && readCheckpoint(from.checkpoint()));
  return { state, notes, resyncs };
}
