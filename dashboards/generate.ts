// `npm run dashboards`: writes what the boards and rules say into dashboards/grafana and dashboards/prometheus.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generated-files.js';

/** The folder `dashboards`, seen from `dist/dashboards`. */
const FOLDER = new URL('../../dashboards/', import.meta.url);

for (const { path, text } of generatedFiles('classic')) {
  const file = fileURLToPath(new URL(path, FOLDER));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`dashboards/${path}`);
}
