import { describe, expect, it } from 'vitest';
import { networkKind, type NetworkKind } from '../../lib/media/network-kind.ts';

describe('networkKind judges where an address leads', () => {
  it.each<readonly [url: string, kind: NetworkKind]>([
    ['http://example.org/', 'public'],
    ['http://8.8.8.8/', 'public'],
    ['http://localhost.example.org/', 'public'],
    ['http://10.example.org/', 'public'],
    ['http://[2606:4700::1111]/', 'public'],
    ['http://localhost/', 'loopback'],
    ['http://LOCALHOST./', 'loopback'],
    ['http://feed.localhost:8080/', 'loopback'],
    ['http://127.0.0.1/', 'loopback'],
    ['http://127.9.8.7/', 'loopback'],
    ['http://0.0.0.0/', 'loopback'],
    ['http://[::1]/', 'loopback'],
    ['http://[::]/', 'loopback'],
    ['http://10.0.0.1/', 'private'],
    ['http://172.16.0.1/', 'private'],
    ['http://172.31.255.255/', 'private'],
    ['http://172.32.0.1/', 'public'],
    ['http://192.168.1.1/', 'private'],
    ['http://192.169.1.1/', 'public'],
    ['http://100.64.0.1/', 'private'],
    ['http://100.128.0.1/', 'public'],
    ['http://198.19.0.1/', 'private'],
    ['http://239.1.2.3/', 'private'],
    ['http://255.255.255.255/', 'private'],
    ['http://[fd00::1]/', 'private'],
    ['http://[ff02::1]/', 'private'],
    ['http://router/', 'private'],
    ['http://wiki.internal/', 'private'],
    ['http://nas.home.arpa/', 'private'],
    ['http://169.254.169.254/', 'link-local'],
    ['http://[fe80::1]/', 'link-local'],
    ['http://printer.local/', 'link-local'],
    // One address, spelt as a page might to slip past a check.
    ['http://2130706433/', 'loopback'],
    ['http://0x7f000001/', 'loopback'],
    ['http://0177.0.0.1/', 'loopback'],
    ['http://127.1/', 'loopback'],
    ['http://１２７.0.0.1/', 'loopback'],
    ['http://127.0.0.1./', 'loopback'],
    ['http://0xa9.0xfe.0xa9.0xfe/', 'link-local'],
    ['http://192.168.257/', 'private'],
    // IPv4 inside IPv6: mapped, compatible, NAT64, 6to4, translated.
    ['http://[::ffff:127.0.0.1]/', 'loopback'],
    ['http://[::ffff:8.8.8.8]/', 'public'],
    ['http://[::10.0.0.1]/', 'private'],
    ['http://[64:ff9b::192.168.0.1]/', 'private'],
    ['http://[64:ff9b:1::1]/', 'private'],
    ['http://[2002:7f00:1::]/', 'loopback'],
    ['http://[::ffff:0:10.0.0.1]/', 'private'],
  ])('%s is %s', (url, kind) => {
    expect(networkKind(new URL(url).hostname)).toBe(kind);
  });
});
