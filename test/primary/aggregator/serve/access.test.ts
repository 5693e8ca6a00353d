import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accessCheck } from '../../../../src/primary/aggregator/serve/access.js';

const test = suite('credentials');

test('the scheme is compared without case, with one space or more behind it', () => {
  for (const authorization of ['Bearer aB', 'bearer aB', 'BEARER aB', 'bEaReR   aB'])
    assert.ok(mayRead({ bearer: 'aB' }, authorization), authorization);
  const basic = Buffer.from('ann:pä:ss').toString('base64');
  for (const scheme of ['Basic', 'basic', 'BASIC', 'basic  '])
    assert.ok(mayRead({ username: 'ann', password: 'pä:ss' }, `${scheme} ${basic}`), scheme);
});

test('the credentials are compared exactly', () => {
  const wrong = [
    'Bearer AB',
    'Bearer ab',
    'Bearer aBc',
    'Bearer a',
    'Bearer ',
    'Bearer',
    '',
    'aB',
    'BeareraB',
    'Bearer\taB',
  ];
  for (const authorization of [...wrong, 'Bearer aB aB', 'Basic aB', 'Bearer, aB', ' Bearer aB', 'Bearer aB '])
    assert.not(mayRead({ bearer: 'aB' }, authorization), authorization);
  assert.not(mayRead({ bearer: 'aB' }, undefined));
  const basic = Buffer.from('ann:pass').toString('base64');
  for (const authorization of [`Basic ${basic.toLowerCase()}`, `Bearer ${basic}`, basic])
    assert.not(mayRead({ username: 'ann', password: 'pass' }, authorization), authorization);
});

test('without the option everybody may read', () => {
  assert.ok(mayRead(undefined, undefined));
});

function mayRead(auth: Parameters<typeof accessCheck>[0], authorization: string | undefined): boolean {
  const request = new IncomingMessage(new Socket());
  if (authorization !== undefined) request.headers.authorization = authorization;
  return accessCheck(auth)(request);
}

test.run();
