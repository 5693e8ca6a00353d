// The names that options are checked against are those of the families: the labels, and the names of the runtime metrics.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterFamilies } from '../../src/primary/aggregator/self/cluster-families.js';
import { SharedCounters } from '../../src/primary/protocol/shared-counters.js';
import { addedLabels, type FamilyDefinition } from '../../src/shared/model/family.js';
import { libraryLabels } from '../../src/shared/model/reserved-names.js';
import { runtimeNames } from '../../src/shared/model/runtime-names.js';
import { createRuntimeReadings } from '../../src/shared/runtime/runtime-readings.js';
import { ChangeTracker } from '../../src/shared/tracking/change-tracker.js';
import { connectionFamilies } from '../../src/worker/connections/connection-families.js';
import { httpFamilies } from '../../src/worker/http/http-families.js';
import { outboundFamilies } from '../../src/worker/outbound/outbound-families.js';
import { HTTP_DEFAULTS } from './http/recording.js';
import { CLIENT_DEFAULTS } from './outbound/outbound.js';

const test = suite("names of the library's labels and runtime metrics");

/** `thread` is kept free. */
const NOT_YET = ['thread'];

test('the labels that an option cannot have are those of all families, and no others', () => {
  const http = Object.values(httpFamilies({ ...HTTP_DEFAULTS, sizeBuckets: undefined }));
  const definitions = [
    ...http,
    ...Object.values(connectionFamilies(HTTP_DEFAULTS)),
    ...Object.values(outboundFamilies(HTTP_DEFAULTS, CLIENT_DEFAULTS)),
    ...runtimeDefinitions(),
  ];
  const labels = new Set([
    ...definitions.flatMap((definition) => [...definition.labelNames, ...addedLabels(definition)]),
    ...clusterLabels(),
    ...NOT_YET,
  ]);
  assert.equal([...labels].sort(), libraryLabels().sort());
});

for (const allocation of [false, true]) {
  test(`the list of runtime metrics has all of them ${allocation ? 'with' : 'without'} allocation, under a prefix too`, () => {
    for (const prefix of ['', 'shop_']) {
      const { names } = createRuntimeReadings(new ChangeTracker({ maxSeries: 1000 }), { prefix, allocation });
      assert.equal([...names].sort(), runtimeNames({ prefix, allocation }).sort());
    }
  });
}

test.run();

/** The definitions that the readings make in a tracker: a family that has no series yet would not be in a frame. */
function runtimeDefinitions(): FamilyDefinition[] {
  const definitions: FamilyDefinition[] = [];
  class Listed extends ChangeTracker {
    override family(...args: Parameters<ChangeTracker['family']>): ReturnType<ChangeTracker['family']> {
      definitions.push(args[0]);
      return super.family(...args);
    }
  }
  createRuntimeReadings(new Listed({ maxSeries: 1000 }), { allocation: true });
  return definitions;
}

function clusterLabels(): string[] {
  const families = clusterFamilies({
    naming: { uptimeName: 'uptime_seconds', labels: [] },
    uptimeSeconds: 1,
    workers: [
      {
        slot: 0,
        pid: 1,
        state: 'ready',
        restarts: 0,
        startedAt: 0,
        restartsByReason: { exit: 0, crash: 0, signal: 0, hung: 0, reload: 0 },
      },
    ],
    ages: new Map([[0, 1]]),
    missingWorkers: 0,
    activeSeries: 0,
    droppedSeries: 0,
    scrapesInFlight: 0,
    counters: new SharedCounters(),
  });
  return families.flatMap(({ samples }) => samples.flatMap(({ labels }) => labels.map(([name]) => name)));
}
