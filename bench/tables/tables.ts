// `npm run tables`: writes the reports of bench/results into README.md, docs/performance.md with its plots, and
// docs/comparison.md. Cuts docs/dashboards/workers-top.svg, the picture of the README, from docs/dashboards/workers.svg.
import { fileURLToPath } from 'node:url';
import { updateFiles } from './repository.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const changed = updateFiles(ROOT);
console.log(changed.length === 0 ? 'Nothing to change.' : changed.map((path) => `wrote ${path}`).join('\n'));
