import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { generatedFiles } from '../../../dashboards/generated-files.js';

const test = suite('generated files');

const FOLDER = new URL('../../../../dashboards/', import.meta.url);
const FOLDERS = ['grafana/prom-cluster', 'prometheus'];

test('committed files are equal to what `npm run dashboards` writes', () => {
  for (const { path, text } of generatedFiles('classic')) {
    assert.is(readFileSync(new URL(path, FOLDER), 'utf8'), text, `dashboards/${path}`);
  }
});

test('every committed file is a generated one', () => {
  const committed = FOLDERS.flatMap((folder) =>
    readdirSync(new URL(folder, FOLDER)).map((name) => `${folder}/${name}`),
  );
  const generated = generatedFiles('classic').map(({ path }) => path);
  assert.equal(committed.sort(), generated.sort());
});

test.run();
