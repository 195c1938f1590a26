import { MAX_RELAY_ADDRESS } from '../core/relay-address.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { BunkerPlace } from './bunker.ts';
import { whyRelayNotAsked } from './relay-conversation.ts';

/** What a remote signer gives out so that it can be spoken to (NIP-46). */
export interface BunkerAddress extends BunkerPlace {
  /** By which it knows who was given the address; mostly good for one use. */
  readonly secret?: string;
}

const MAX_LENGTH = 4096;
const MAX_RELAYS = 4;
const MAX_SECRET_LENGTH = 256;

/** Reads `bunker://<key>?relay=wss://…&relay=…&secret=…`; says in a sentence why it does not. */
export function parseBunkerAddress(text: string): Result<BunkerAddress, string> {
  const [, signer, query] = (text.length <= MAX_LENGTH && /^bunker:\/\/([0-9a-f]{64})\/?\?(.*)$/.exec(text)) || [];
  if (signer === undefined) return err('It is no address of a signer: those look like bunker://KEY?relay=wss://…&secret=….');
  const params = new URLSearchParams(query);
  const [first, ...others] = [...new Set(params.getAll('relay'))];
  const secret = params.get('secret') ?? '';
  if (first === undefined || others.length >= MAX_RELAYS) return err(`It names 1 to ${MAX_RELAYS} relays.`);
  for (const relay of [first, ...others]) {
    const why = relay.length > MAX_RELAY_ADDRESS ? 'It is too long.' : whyRelayNotAsked(relay, true)?.message;
    if (why !== undefined) return err(`Its relay ${relay.slice(0, MAX_RELAY_ADDRESS)} is not one to be asked: ${why}`);
  }
  if (secret.length > MAX_SECRET_LENGTH) return err('Its secret is too long.');
  return ok({ signer, relays: [first, ...others], ...(secret !== '' && { secret }) });
}
