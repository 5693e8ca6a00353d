import promClient from 'prom-client';
import type {
  AggregatorResult,
  FamilyShare,
  JsonSample,
} from '../../../src/primary/protocol/prom-client-aggregation.js';
import { runAppAggregators } from '../../../src/primary/thread/app-aggregators.js';
import type { FamilyType } from '../../../src/shared/model/family.js';

/** Runs an aggregator that the app added to prom-client, on a family `m` of one worker. The worker sent the values. */
export function aggregatedBy(
  aggregator: (shares: readonly FamilyShare[]) => unknown,
  { type = 'gauge', values = [{ labels: {}, value: 1 }], groups = 1 }: AggregatedInput = {},
): AggregatorResult {
  const aggregators: unknown = Reflect.get(promClient, 'aggregators');
  if (typeof aggregators !== 'object' || aggregators === null) throw new Error('prom-client has no aggregators');
  Reflect.set(aggregators, NAME, aggregator);
  try {
    const share: FamilyShare = { name: 'm', help: 'M.', type, aggregator: NAME, values };
    const family = { name: 'm', type, aggregator: NAME, groups: Array.from({ length: groups }, () => [share]) };
    const [ran] = runAppAggregators([family]);
    if (!ran) throw new Error('no result');
    return ran.result;
  } finally {
    Reflect.deleteProperty(aggregators, NAME);
  }
}

/** Runs an aggregator that returns these samples. */
export function aggregatedTo(samples: unknown, input?: AggregatedInput): AggregatorResult {
  return aggregatedBy(([first]) => ({ ...first, values: samples }), input);
}

/** The family that the aggregator gets. */
export interface AggregatedInput {
  readonly type?: FamilyType;
  readonly values?: readonly JsonSample[];
  /** How many times the aggregator is run. */
  readonly groups?: number;
}

const NAME = 'of_the_app';
