// `npm start`: installs and builds what is needed, then runs the example shop as a cluster.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { build, ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
if (!build()) process.exit(1);

// A process of its own: the workers run their primary's main script again, which must not be this one.
const shop = spawn(process.execPath, [join(root, 'dist/examples/shop/index.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => shop.kill(signal));
shop.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
