import type { Expectation } from '../expectation.js';
import { markExpectations } from '../marks.js';
import { eventLoopExpectations } from './event-loop.js';
import { garbageExpectations } from './garbage.js';
import { heapExpectations } from './heap.js';
import { memoryExpectations } from './memory.js';
import { systemExpectations } from './system.js';

/** What the script makes the dashboard of processes show, row by row. */
export const processExpectations: readonly Expectation[] = [
  ...memoryExpectations,
  ...heapExpectations,
  ...eventLoopExpectations,
  ...garbageExpectations,
  ...systemExpectations,
  ...markExpectations,
];
