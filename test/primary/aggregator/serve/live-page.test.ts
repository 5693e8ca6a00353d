import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { livePage } from '../../../../src/primary/aggregator/serve/live-page.js';

const test = suite('the live page');

test('links to the path of the metrics, whatever characters it has', () => {
  for (const path of ['/metrics', '/m$&x', "/m$'x", '/m$`x', '/m$$x', '/m%20x', '/m&lt;x', '/m&#39;x'])
    assert.is(linkOf(path), path);
  fc.assert(fc.property(fc.stringMatching(/^\/[\w\-.~%!$&'()*+,;=:@/]*$/), (path) => assert.is(linkOf(path), path)));
});

test('has the path nowhere but in the link, from which the script reads it', () => {
  const page = livePage("/it's-here");
  assert.is(page.split('s-here').length, 2);
  assert.is(livePage('/a').length, livePage('/b').length);
  assert.match(page, /metricsUrl = document\.links\[0\]\.href/);
});

/** The path that a browser reads from the link. */
function linkOf(path: string): string {
  const [, text = ''] = /<a href="([^"]*)">/.exec(livePage(path)) ?? [];
  assert.not.match(text.replaceAll(/&#\d+;/g, ''), /[&<>]/);
  return text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

test.run();
