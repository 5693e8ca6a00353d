import { Gauge, type Registry } from 'prom-client';

/** The parts of Node whose versions explain differences between two processes. */
const COMPONENTS = ['v8', 'uv', 'openssl', 'undici', 'llhttp'] as const;

/** Registers which Node runs and what it was built with: constants. */
export function registerVersions(registry: Registry): void {
  const [major = '', minor = '', patch = ''] = process.version.slice(1).split('.');
  const node = new Gauge({
    name: 'nodejs_version_info',
    help: 'Node.js version info.',
    labelNames: ['version', 'major', 'minor', 'patch'],
    registers: [registry],
    aggregator: 'first',
  });
  node.set({ version: process.version, major, minor, patch }, 1);
  const component = new Gauge({
    name: 'nodejs_component_version_info',
    help: 'Versions of what Node.js was built with.',
    labelNames: ['component', 'version'],
    registers: [registry],
    aggregator: 'first',
  });
  for (const name of COMPONENTS) {
    const version = process.versions[name];
    if (version !== undefined) component.set({ component: name, version }, 1);
  }
}
