import { GATHERING_MS } from './peer-connection.ts';

/** What is heard of a connection that may go by way of a TURN server only. */
export type RelayedConnection = Pick<RTCPeerConnection, 'addEventListener' | 'iceGatheringState' | 'connectionState'>;

/**
 * Tells whether the server lent such a connection an address: undefined once it did; or else why not, when all was tried or
 * what was not found by then is left out. (Chromium gives up a silent server after 40 s, when the connection is long over.)
 */
export function watchRelay(connection: RelayedConnection, tell: (trouble: string | undefined) => void): void {
  let isOver = false;
  let why = messageOf(NOT_REACHED);
  function end(trouble: string | undefined): void {
    if (isOver) return;
    isOver = true;
    clearTimeout(late);
    tell(trouble);
  }
  const late = setTimeout(() => {
    if (connection.connectionState !== 'closed') end(why);
  }, GATHERING_MS);
  connection.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate?.type === 'relay') end(undefined);
  });
  // Once for each of this device's addresses.
  connection.addEventListener('icecandidateerror', ({ errorCode }) => {
    if (errorCode !== NOT_REACHED) why = messageOf(errorCode);
  });
  connection.addEventListener('icegatheringstatechange', () => {
    if (connection.iceGatheringState === 'complete') end(why);
  });
}

/** What browsers say where no server answered; other codes are the server's own (RFC 8656). */
const NOT_REACHED = 701;

function messageOf(code: number): string {
  if (code === NOT_REACHED) return 'It could not be reached.';
  return code === 401 ? 'It does not know this name with this password.' : `It answers ${code}.`;
}
