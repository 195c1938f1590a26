export const MAX_RELAYS = 4;
export const MAX_RELAY_ADDRESS = 512;

/** The addresses of relays in what a person wrote, each once, as they are kept; undefined where something else stands there. */
export function parseRelays(text: string): readonly string[] | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const addresses = [...new Set(words.map((word) => (URL.canParse(word) ? new URL(word).href : word)))];
  return areRelays(addresses) ? addresses : undefined;
}

/** Whether these may be kept as the reader's relays. Whether one may be asked is for who asks it. */
export function areRelays(addresses: readonly string[]): boolean {
  return addresses.length <= MAX_RELAYS && new Set(addresses).size === addresses.length && addresses.every(isRelayAddress);
}

function isRelayAddress(address: string): boolean {
  if (address.length > MAX_RELAY_ADDRESS || !URL.canParse(address)) return false;
  const { protocol, username, password, hash, href } = new URL(address);
  return (protocol === 'wss:' || protocol === 'ws:') && username === '' && password === '' && hash === '' && href === address;
}
