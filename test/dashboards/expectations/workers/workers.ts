import type { Expectation } from '../expectation.js';
import { markExpectations } from '../marks.js';
import { eventLoopExpectations } from './event-loop.js';
import { garbageExpectations } from './garbage.js';
import { loadExpectations } from './load.js';
import { memoryExpectations } from './memory.js';
import { pageExpectations } from './metrics-page.js';
import { oneWorkerExpectations } from './one-worker.js';
import { supervisionExpectations } from './supervision.js';

/** What the script makes the dashboard of workers show, row by row. */
export const workersExpectations: readonly Expectation[] = [
  ...loadExpectations,
  ...eventLoopExpectations,
  ...memoryExpectations,
  ...garbageExpectations,
  ...supervisionExpectations,
  ...pageExpectations,
  ...oneWorkerExpectations,
  ...markExpectations,
];
