// One measurement in a process of its own, so that none finds what another left on the heap: `node measurement.js NAME full|quick`.
import { MEASUREMENTS } from './measurements.js';

const [, , name, effort] = process.argv;
const measurement = MEASUREMENTS.find((known) => known.name === name);
if (!measurement) throw new Error(`There is no measurement ${name}`);
process.on('disconnect', () => process.exit());
const rows = await measurement.measure(effort === 'quick' ? 'quick' : 'full');
process.send?.(rows, undefined, undefined, () => process.disconnect());
