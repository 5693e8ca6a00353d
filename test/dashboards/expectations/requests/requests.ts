import type { Expectation } from '../expectation.js';
import { markExpectations } from '../marks.js';
import { endpointsExpectations } from './endpoints.js';
import { latencyExpectations } from './latency.js';
import { outboundExpectations } from './outbound.js';
import { overviewExpectations } from './overview.js';
import { sizesExpectations } from './sizes.js';
import { trafficExpectations } from './traffic.js';

/** What the script makes the dashboard of requests show, row by row. */
export const requestsExpectations: readonly Expectation[] = [
  ...overviewExpectations,
  ...trafficExpectations,
  ...latencyExpectations,
  ...endpointsExpectations,
  ...sizesExpectations,
  ...outboundExpectations,
  ...markExpectations,
];
