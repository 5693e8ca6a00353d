import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { plainPath } from '../../../src/shared/model/plain-path.js';

const test = suite('the plain spelling of a path');

test('a character that may stand plainly is the same as its escape, in either case', () => {
  assert.is(plainPath('/it%27s/%6d%2B%40'), "/it's/m+@");
  assert.is(plainPath('/m$&x;@%27%28%29%2A'), "/m$&x;@'()*");
});

test('what would change the segments or the query stays escaped', () => {
  assert.is(plainPath('/a%2fb%3fc%23d%25e%20f'), '/a%2Fb%3Fc%23d%25e%20f');
  assert.is(plainPath('/a%zz%'), '/a%zz%');
});

test('it stays the same path, and has no other plain spelling', () => {
  const paths = fc.stringMatching(/^\/([\w\-.~!$&'()*+,;=:@/]|%[0-9a-f]{2})*$/);
  fc.assert(
    fc.property(paths, (path) => {
      const plain = plainPath(path);
      assert.is(unescape(plain), unescape(path));
      assert.is(plainPath(plain), plain);
    }),
  );
});

test.run();
