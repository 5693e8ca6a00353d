import type { Measurement } from '../costs/measurement.js';
import { measureConnections } from '../measure/cluster/connections.js';
import { measureExampleApp } from '../measure/cluster/example-app.js';
import { measureMemory } from '../measure/cluster/memory.js';
import { measureScheduling } from '../measure/cluster/scheduling.js';
import { measureScrape } from '../measure/cluster/scrape.js';
import { measureScrapesAtOnce } from '../measure/cluster/scrapes-at-once.js';
import { measureFloor } from '../measure/floors/page.js';
import { measureFloorPost } from '../measure/floors/post-message.js';
import { measureFloorSend } from '../measure/floors/process-send.js';
import { measureGzip } from '../measure/primary/gzip.js';
import { measureMainLoop } from '../measure/primary/main-loop.js';
import { measureMergeCurves } from '../measure/primary/merge-curves.js';
import { measureRelayFrame } from '../measure/primary/relay-frame.js';
import { measureRender } from '../measure/primary/render.js';
import { measureRestarts } from '../measure/primary/restarts.js';
import { measureFlush } from '../measure/worker/flush.js';
import { measureHttpCost } from '../measure/worker/http-cost.js';
import { measureRecord } from '../measure/worker/record.js';
import { measureRecordOutbound } from '../measure/worker/record-outbound.js';
import { measureRuntime } from '../measure/worker/runtime.js';

/** All measurements of `npm run bench`, in the order in which they run. */
export const MEASUREMENTS: readonly Measurement[] = [
  { name: 'record', groups: ['goals', 'record'], measure: measureRecord },
  { name: 'record-outbound', groups: ['record'], measure: measureRecordOutbound },
  { name: 'http-cost', groups: ['goals', 'request'], measure: measureHttpCost },
  { name: 'main-loop', groups: ['goals', 'relay'], measure: measureMainLoop },
  { name: 'merge-curves', groups: ['goals', 'merge'], measure: measureMergeCurves },
  { name: 'flush', groups: ['goals', 'flush', 'frame'], measure: measureFlush },
  { name: 'connections', groups: ['goals', 'connections'], measure: measureConnections },
  { name: 'restarts', groups: ['goals', 'memory'], measure: measureRestarts },
  { name: 'render', groups: ['merge'], measure: measureRender },
  { name: 'example-app', groups: ['request'], measure: measureExampleApp },
  { name: 'relay-frame', groups: ['relay'], measure: measureRelayFrame },
  { name: 'gzip', groups: ['gzip'], measure: measureGzip },
  { name: 'scrape', groups: ['scrape'], measure: measureScrape },
  { name: 'scrapes-at-once', groups: ['scrape'], measure: measureScrapesAtOnce },
  { name: 'memory', groups: ['memory'], measure: measureMemory },
  { name: 'scheduling', groups: ['scheduling'], measure: measureScheduling },
  { name: 'runtime', groups: ['runtime'], measure: measureRuntime },
  { name: 'floor', groups: ['floor'], measure: measureFloor },
  { name: 'floor-post', groups: ['floor'], measure: measureFloorPost },
  { name: 'floor-send', groups: ['floor'], measure: measureFloorSend },
];
