import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTarget } from '../../../../src/primary/aggregator/serve/request-target.js';
import { plainPath } from '../../../../src/shared/model/plain-path.js';

const test = suite('the target of a request');
/** The characters that a path may have without an escape (RFC 3986, 3.3), and `%`. */
const PATH = fc.stringMatching(/^\/[\w\-.~%!$&'()*+,;=:@/]*$/);
const QUERY = fc.stringMatching(/^[\w\-.~%!$&'()*+,;=:@/?]*$/);

test('the path is the text in front of the first question mark, in both forms', () => {
  fc.assert(
    fc.property(
      PATH,
      fc.option(QUERY),
      fc.constantFrom('', 'http://h', 'https://h:1', 'HTTP://[::1]:9'),
      (path, query, origin) => {
        const target = parseTarget(`${origin}${path}${query === null ? '' : `?${query}`}`);
        assert.is(target.path, plainPath(path));
        assert.equal([...target.query], [...new URLSearchParams(query ?? '')]);
      },
    ),
  );
});

test('the absolute form without a path stands for /', () => {
  assert.is(parseTarget('http://host').path, '/');
  assert.is(parseTarget('http://host?worker=1').path, '/');
  assert.is(parseTarget('http://host?worker=1').query.get('worker'), '1');
});

test('no other text is the path of a page', () => {
  for (const target of ['', '*', '?', '?/metrics', 'metrics', 'ftp://host/metrics', 'host:80'])
    assert.not.match(parseTarget(target).path, /^\//, target);
});

test.run();
