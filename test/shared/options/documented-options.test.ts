import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ERROR_CODES } from '../../../src/shared/errors.js';
import { resolveOptions } from '../../../src/shared/options/resolve-options.js';

const test = suite('documented options and errors');

test('docs/options.md lists every option, and no other', () => {
  assert.equal(codeInRows('options.md').sort(), optionPaths(resolveOptions({}, {})).sort());
});

test('the defaults that docs/options.md states as numbers or words are the real ones', () => {
  const rows = doc('options.md').matchAll(/^\| `([\w.]+)` \| `?([^|`]+?)`? \|/gm);
  for (const [, path = '', stated = ''] of rows) {
    if (!/^(\d+|true|classic|\/metrics)$/.test(stated)) continue;
    assert.is(String(valueAt(resolveOptions({}, {}), path)), stated, path);
  }
});

test('docs/errors.md lists every error code, and no other', () => {
  assert.equal(codeInRows('errors.md').sort(), [...ERROR_CODES].sort());
});

test.run();

function doc(name: string): string {
  return readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8');
}

function codeInRows(name: string): string[] {
  return [...doc(name).matchAll(/^\| `([\w.]+)` \|/gm)].map(([, code]) => String(code));
}

/** `logger` is one option, not one for each of its methods. */
function optionPaths(options: object, prefix = ''): string[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const isSection = ['metrics', 'http', 'httpClient', 'runtime', 'restart'].includes(key);
    if (!isSection || typeof value !== 'object' || value === null) return [prefix + key];
    // `http: false` and `httpClient: false` are choices of their own, beside the options of the sections.
    return [...(key.startsWith('http') ? [key] : []), ...optionPaths(value, `${key}.`)];
  });
}

function valueAt(options: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      options,
    );
}
