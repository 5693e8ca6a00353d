import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generatedFiles } from '../../../dashboards/generated-files.js';

const test = suite('generated files');

const FOLDER = new URL('../../../../dashboards/', import.meta.url);
const FOLDERS = ['grafana/prom-cluster', 'prometheus'];

test('what is committed is what `npm run dashboards` would write', () => {
  for (const { path, text } of generatedFiles('classic')) {
    assert.is(readFileSync(new URL(path, FOLDER), 'utf8'), text, `dashboards/${path}`);
  }
});

test('nothing is committed beside it that nobody generates any more', () => {
  const committed = FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, FOLDER)).map((name) => `${folder}/${name}`),
  );
  const generated = generatedFiles('classic').map(({ path }) => path);
  assert.equal(committed.sort(), generated.sort());
});

test.run();
