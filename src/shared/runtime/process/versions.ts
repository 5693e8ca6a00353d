import type { RuntimeFamilies } from '../families/runtime-families.js';

/** Records the versions of Node and of its components. They never change in a process. */
export function recordVersions(families: RuntimeFamilies): void {
  const [major = '', minor = '', patch = ''] = process.version.slice(1).split('.');
  const node = families.make({
    ...INFO,
    name: 'nodejs_version_info',
    help: 'Node.js version info.',
    labelNames: ['version', 'major', 'minor', 'patch'],
  });
  node.series({ version: process.version, major, minor, patch }).set(1);
  const components = families.make({
    ...INFO,
    name: 'nodejs_component_version_info',
    help: 'Versions of what Node.js was built with.',
    labelNames: ['component', 'version'],
  });
  for (const component of COMPONENTS) {
    const version = process.versions[component];
    if (version !== undefined) components.series({ component, version }).set(1);
  }
}

/** The components of Node whose versions can explain differences between two processes. */
const COMPONENTS = ['v8', 'uv', 'openssl', 'undici', 'llhttp'] as const;
const INFO = { type: 'gauge', aggregator: 'first' } as const;
