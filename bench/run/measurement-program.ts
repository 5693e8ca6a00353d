// Runs one measurement in a process of its own, `node measurement-program.js NAME full|quick`: no measurement then finds
// what another measurement left on the heap.
import { MEASUREMENTS } from './measurements.js';

const [, , name, effort] = process.argv;
const measurement = MEASUREMENTS.find((known) => known.name === name);
if (!measurement) throw new Error(`Expected the name of a measurement, got ${name}`);
process.on('disconnect', () => process.exit());
const rows = await measurement.measure(effort === 'quick' ? 'quick' : 'full');
process.send?.(rows, undefined, undefined, () => process.disconnect());
