// `npm run tables`: writes what bench/results says into README.md, docs/*.md and docs/performance/*.svg.
import { fileURLToPath } from 'node:url';
import { updateFiles } from './repository.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const changed = updateFiles(ROOT);
console.log(changed.length === 0 ? 'Nothing to change.' : changed.map((path) => `wrote ${path}`).join('\n'));
