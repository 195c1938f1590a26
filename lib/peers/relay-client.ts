import { AbstractRelay } from 'nostr-tools/abstract-relay';

/** A relay, not yet connected. Signatures are not looked at here: whoever asked checks what comes, to the last byte. */
export function relayClient(address: string, WebSocket: typeof globalThis.WebSocket | undefined): AbstractRelay {
  return new AbstractRelay(address, { verifyEvent: () => true, ...(WebSocket === undefined ? {} : { websocketImplementation: WebSocket }) });
}
