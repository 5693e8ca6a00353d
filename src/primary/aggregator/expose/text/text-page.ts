import type { ClusterState } from '../../merge/cluster-state.js';
import type { ClusterFamily } from '../../self/cluster-families.js';
import type { MergedFamily } from '../../state/merged-family.js';
import type { AggregatedFamilies } from '../aggregated-families.js';
import { copiesBySeries } from '../worker-copies.js';
import { clusterText } from './cluster-text.js';
import { FamilyPage, type PageParts } from './family-page.js';
import { RowsBuilder } from './rows-builder.js';
import { familyHead } from './text-format.js';

/**
 * The merged metrics in the text format, version 0.0.4. It holds the page that it rendered last. So the cost of rendering grows
 * with the changes, apart from one copy of the page's bytes.
 */
export class TextPage {
  readonly #state: ClusterState;
  readonly #aggregated: AggregatedFamilies;
  readonly #parts: PageParts;
  readonly #pages = new WeakMap<MergedFamily, FamilyPage>();
  #touches = 0;

  constructor(state: ClusterState, aggregated: AggregatedFamilies) {
    this.#state = state;
    this.#aggregated = aggregated;
    this.#parts = { table: state.table, reader: state.table.addReader(), builder: new RowsBuilder() };
  }

  /** Renders the page in UTF-8, into a new array. */
  render({ names, cluster = [] }: PageSelection = {}): Buffer {
    const { touches } = this.#state.table;
    const parts: Uint8Array[] = [];
    for (const family of this.#state.families()) {
      if (names && !names.has(family.definition.name)) continue;
      parts.push(this.#familyBytes(family, touches !== this.#touches));
    }
    // A page of some families does not render the changes of the others. The next page does.
    if (!names) this.#touches = touches;
    parts.push(Buffer.from(clusterText(cluster, names)));
    return Buffer.concat(parts);
  }

  /** Renders the values of a slot's newest incarnation, without a `worker` label. Empty if no incarnation lives. */
  renderWorker(slot: number): string {
    const worker = this.#state.newestOf(slot);
    const texts = new Map<MergedFamily, string>();
    for (const [series, copies] of worker ? copiesBySeries(worker) : []) {
      const family = this.#state.table.family(series);
      texts.set(family, (texts.get(family) ?? '') + this.#pageOf(family).workerText(series, copies));
    }
    return [...texts].map(([{ definition }, text]) => familyHead(definition) + text).join('');
  }

  #familyBytes(family: MergedFamily, isTouched: boolean): Uint8Array {
    const page = this.#pageOf(family);
    if (family.rule === 'aggregate') page.refreshAggregated(this.#aggregated.samplesOf(family));
    else page.refresh(isTouched);
    return page.bytes;
  }

  #pageOf(family: MergedFamily): FamilyPage {
    const known = this.#pages.get(family);
    if (known) return known;
    const page = new FamilyPage(family, this.#parts);
    this.#pages.set(family, page);
    return page;
  }
}

/** Which families a page shows. */
export interface PageSelection {
  /** Names of the families to show. @default all */
  readonly names?: ReadonlySet<string> | undefined;
  /** Families about the cluster itself, which follow the others. @default none */
  readonly cluster?: readonly ClusterFamily[];
}
