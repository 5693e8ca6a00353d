// What the driver starts, for every library and scenario; node:cluster runs it again as each worker.

import { OURS } from '../../peers/libraries.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import { runOwn } from './own-program.js';
import { runPeer } from './peer-program.js';

const { COMPARE_LIBRARY: library = '', COMPARE_SCENARIO: id } = process.env;
const scenario = SCENARIOS.find((one) => one.id === id);
if (scenario === undefined) throw new Error(`There is no scenario ${id}`);
await (library === OURS ? runOwn(scenario) : runPeer(library, scenario));
