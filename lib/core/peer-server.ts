/** What helps two peers to reach each other, as a browser's connections take it. */
export interface PeerServer {
  readonly urls: string;
  readonly username?: string;
  readonly credential?: string;
  /** Whether everything goes through it, so that peers see its address and not this device's. */
  readonly isRelay: boolean;
}

export const MAX_PEER_SERVER = 512;
/** A name may begin with the time until which it is good, as coturn lends names. */
const FORM = /^(stun|turns?):(?:(\d{9,12}:[^\s:@]+|[^\s:@]+):([^\s@]+)@)?((?:[a-z0-9-]+\.)*[a-z0-9-]+|\[[0-9a-f:]+\])(:\d{1,5})?(\?transport=(?:udp|tcp))?$/i;

/** `stun:host:port`, or `turn:name:password@host:port`; undefined where it is neither. */
export function parsePeerServer(text: string): PeerServer | undefined {
  const found = text.length > MAX_PEER_SERVER ? null : FORM.exec(text);
  if (found === null) return undefined;
  const [, scheme = '', username, credential, host = '', port = '', query = ''] = found;
  const isRelay = scheme.toLowerCase() !== 'stun';
  // A relay lets in whom it knows; a STUN server asks for nothing.
  if (isRelay !== (username !== undefined)) return undefined;
  const urls = `${scheme.toLowerCase()}:${host}${port}${query}`;
  return username === undefined || credential === undefined ? { urls, isRelay } : { urls, isRelay, username, credential };
}

/** Whether a text may be kept as the reader's choice: none is one. */
export function isPeerServer(text: string): boolean {
  return text === '' || parsePeerServer(text) !== undefined;
}
