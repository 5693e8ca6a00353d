import type { RequestNames } from '../../src/shared/model/request-names.js';
import type { Board } from '../format/board.js';
import { businessBoard } from './business-board.js';
import { fleetBoard } from './fleet-board.js';
import { processBoard } from './process/process-board.js';
import { requestsBoard } from './requests/requests-board.js';
import { workersBoard } from './workers/workers-board.js';

/** All dashboards. */
export function boards(names: RequestNames): Board[] {
  return [requestsBoard(names), workersBoard(names), processBoard(), fleetBoard(), businessBoard()];
}
