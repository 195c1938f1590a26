import { describe, expect, it } from 'vitest';
import { HUB, mayRedirect, originsOf, parseModelAddress, parseServer } from '../../lib/hub/hub-server.ts';

describe('a model is named', () => {
  it.each([
    ['harbour/tide', { server: HUB, id: 'harbour/tide', revision: 'main' }],
    ['  harbour/Tide_2.1-ONNX ', { server: HUB, id: 'harbour/Tide_2.1-ONNX', revision: 'main' }],
    ['https://huggingface.co/harbour/tide', { server: HUB, id: 'harbour/tide', revision: 'main' }],
    ['https://huggingface.co/harbour/tide/tree/v2', { server: HUB, id: 'harbour/tide', revision: 'v2' }],
    ['https://mirror.example/harbour/tide/', { server: 'https://mirror.example/', id: 'harbour/tide', revision: 'main' }],
  ])('by %j', (text, address) => {
    expect(parseModelAddress(text, HUB)).toEqual(address);
  });

  it.each([
    '', 'tide', 'a/b/c', '../etc/passwd', 'harbour/..', 'harbour/../../api', 'harbour/ti de', 'harbour/tide?x', 'harbour/tide#x', '-a/b',
    'javascript:alert(1)', 'http://mirror.example/harbour/tide', 'https://user:pass@mirror.example/a/b', 'https://huggingface.co/a/b/resolve/main',
    'https://huggingface.co/datasets/a/b', `a/${'x'.repeat(200)}`,
  ])('and not by %j', (text) => {
    expect(parseModelAddress(text, HUB)).toBeUndefined();
  });
});

describe('a mirror', () => {
  it.each([
    ['https://mirror.example', 'https://mirror.example/'],
    ['https://mirror.example/hub/', 'https://mirror.example/hub/'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000/'],
    ['http://mirror.example', undefined],
    ['http://192.168.1.2', undefined],
    ['ftp://mirror.example', undefined],
    ['https://mirror.example/?to=x', undefined],
    ['https://a:b@mirror.example', undefined],
    ['mirror.example', undefined],
  ])('at %j is %j', (text, server) => {
    expect(parseServer(text)).toBe(server);
  });

  it.each([
    [HUB, 'https://cdn-lfs.hf.co/x', true],
    [HUB, 'http://cdn.example/x', false],
    [HUB, 'https://127.0.0.1/x', false],
    [HUB, 'https://router.local/x', false],
    [HUB, 'http://127.0.0.1/x', false],
    ['http://127.0.0.1:1/', 'http://127.0.0.1:2/x', true],
    ['http://127.0.0.1:1/', 'http://192.168.1.2/x', false],
  ])('%s may send on to %s: %j', (server, target, may) => {
    expect(mayRedirect(server, target)).toBe(may);
  });

  it('is allowed with its subdomains, the hub with the hosts of its files', () => {
    expect(originsOf(HUB)).toEqual(['https://*.huggingface.co/*', 'https://*.hf.co/*']);
    expect(originsOf('https://mirror.example/')).toEqual(['https://*.mirror.example/*']);
    expect(originsOf('http://127.0.0.1:8000/')).toEqual(['http://127.0.0.1/*']);
    expect(originsOf('https://93.184.216.34/')).toEqual(['https://93.184.216.34/*']);
  });
});
