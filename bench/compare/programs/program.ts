// The program of a cluster under test: one library, one scenario. node:cluster starts each worker with it again.

import { OURS } from '../../report/library-names.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import { runOwn } from './own-program.js';
import { runPeer } from './peer-program.js';

const { COMPARE_LIBRARY: library = '', COMPARE_SCENARIO: id } = process.env;
const scenario = SCENARIOS.find((one) => one.id === id);
if (scenario === undefined) throw new Error(`Expected COMPARE_SCENARIO to be the id of a scenario, got ${id}`);
await (library === OURS ? runOwn(scenario) : runPeer(library, scenario));
