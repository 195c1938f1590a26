/** What kind of network an address names; `public` is everything not known to be nearer. */
export type NetworkKind = 'public' | 'private' | 'loopback' | 'link-local';

/** Names that resolvers keep inside the machine or the local network (RFC 6761, 6762, 8375, ICANN `.internal`). */
const LOCAL_NAMES: readonly (readonly [suffix: string, kind: NetworkKind])[] = [
  ['localhost', 'loopback'],
  ['local', 'link-local'],
  ['internal', 'private'],
  ['home.arpa', 'private'],
  ['lan', 'private'],
];

/** IANA special-purpose IPv4 ranges that lead off the public network. */
const IPV4_RANGES: readonly (readonly [base: string, prefixBits: number, kind: NetworkKind])[] = [
  ['0.0.0.0', 8, 'loopback'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'private'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link-local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'private'],
  ['224.0.0.0', 3, 'private'],
];

/**
 * Judges a host as `URL.hostname` gives it: WHATWG parsing has already turned every odd spelling of an IPv4
 * address (octal, hexadecimal, one number) into four decimals. Names are judged by their spelling: a public
 * name that resolves to a private address cannot be told here.
 */
export function networkKind(hostname: string): NetworkKind {
  if (hostname.startsWith('[')) return ipv6Kind(hostname.slice(1, -1));
  const name = hostname.replace(/\.$/, '');
  const ipv4 = parseIpv4(name);
  if (ipv4 !== undefined) return ipv4Kind(ipv4);
  const local = LOCAL_NAMES.find(([suffix]) => name === suffix || name.endsWith(`.${suffix}`));
  if (local !== undefined) return local[1];
  // A name without a dot is looked up in the local search domains: a router, a printer, an intranet.
  return name.includes('.') ? 'public' : 'private';
}

function parseIpv4(host: string): number | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return undefined;
  return host.split('.').reduce((value, part) => value * 256 + Number(part), 0);
}

function ipv4Kind(address: number): NetworkKind {
  const range = IPV4_RANGES.find(([base, prefixBits]) => {
    const size = 2 ** (32 - prefixBits);
    return Math.floor(address / size) === Math.floor((parseIpv4(base) ?? 0) / size);
  });
  return range?.[2] ?? 'public';
}

function ipv6Kind(address: string): NetworkKind {
  const groups = parseIpv6(address);
  const [first = 0, second = 0] = groups;
  const leadingZeros = groups.findIndex((group) => group !== 0);
  if (leadingZeros === -1 || (leadingZeros === 7 && groups[7] === 1)) return 'loopback';
  const embedded = embeddedIpv4(groups);
  if (embedded !== undefined) return ipv4Kind(embedded);
  if ((first & 0xffc0) === 0xfe80) return 'link-local';
  // Unique local fc00::/7, the old site-local fec0::/10, multicast ff00::/8, and local-use NAT64 64:ff9b:1::/48.
  if ((first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfec0 || (first & 0xff00) === 0xff00) return 'private';
  if (first === 0x64 && second === 0xff9b) return 'private';
  return 'public';
}

/** The IPv4 address inside a mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96) or 6to4 (2002::/16) one. */
function embeddedIpv4(groups: readonly number[]): number | undefined {
  const pair = (index: number): number => (groups[index] ?? 0) * 65_536 + (groups[index + 1] ?? 0);
  const startsWith = (prefix: readonly number[]): boolean => prefix.every((group, i) => groups[i] === group);
  if (startsWith([0x2002])) return pair(1);
  const prefixes = [
    [0, 0, 0, 0, 0, 0xffff],
    [0, 0, 0, 0, 0xffff, 0],
    [0, 0, 0, 0, 0, 0],
    [0x64, 0xff9b, 0, 0, 0, 0],
  ];
  return prefixes.some(startsWith) ? pair(6) : undefined;
}

/** Eight groups of an address in WHATWG's serialisation: hexadecimal throughout, at most one `::`. */
function parseIpv6(address: string): readonly number[] {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: gap }, () => '0'), ...after].map((group) => Number.parseInt(group, 16));
}
