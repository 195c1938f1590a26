import { quoted } from '../../lib/i18n/strangers.ts';

/** The hosts of addresses, as they are named to the reader. */
export function hostsOf(addresses: readonly string[]): string {
  return addresses.map((address) => quoted(new URL(address).host)).join(', ');
}
