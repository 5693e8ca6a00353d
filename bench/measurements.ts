import { measureConnections } from './measure/connections.js';
import { measureExampleApp } from './measure/example-app.js';
import { measureFloor } from './measure/floor.js';
import { measureFloorPost } from './measure/floor-post.js';
import { measureFloorSend } from './measure/floor-send.js';
import { measureFlush } from './measure/flush.js';
import { measureGzip } from './measure/gzip.js';
import { measureHttpCost } from './measure/http-cost.js';
import { measureMainLoop } from './measure/main-loop.js';
import { measureMemory } from './measure/memory.js';
import { measureMergeCurves } from './measure/merge-curves.js';
import { measureRecord } from './measure/record.js';
import { measureRecordOutbound } from './measure/record-outbound.js';
import { measureRelayFrame } from './measure/relay-frame.js';
import { measureRender } from './measure/render.js';
import { measureRestarts } from './measure/restarts.js';
import { measureRuntime } from './measure/runtime.js';
import { measureScheduling } from './measure/scheduling.js';
import { measureScrape } from './measure/scrape.js';
import { measureScrapesAtOnce } from './measure/scrapes-at-once.js';
import type { Measurement } from './row.js';

/** All that `npm run bench` measures, in the order in which it does. */
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
