import { connectCdp } from './cdp.ts';

/** An open connection to a peer, as Chromium itself tells of it. */
export interface PeerPath {
  /** How either end of the pair in use is reached: `relay` by way of a server. */
  readonly local: string;
  readonly remote: string;
  /** All addresses that the two told each other: those they are reached at, and those they say lie behind them. */
  readonly told: readonly string[];
}

/** Over all connections of the offscreen document, by the objects that its memory holds. */
const PATHS = `async function () {
  const open = this.filter(({ connectionState }) => connectionState === 'connected');
  return Promise.all(open.map(async (connection) => {
    const stats = await connection.getStats();
    const transport = [...stats.values()].find(({ type }) => type === 'transport');
    const pair = stats.get(transport.selectedCandidatePairId);
    const candidates = [connection.localDescription.sdp, connection.remoteDescription.sdp].flatMap((sdp) => sdp.match(/^a=candidate:.*$/gm) ?? []);
    return {
      local: stats.get(pair.localCandidateId).candidateType,
      remote: stats.get(pair.remoteCandidateId).candidateType,
      told: candidates.flatMap((line) => [line.split(' ')[4], ...(/ raddr (\\S+)/.exec(line)?.slice(1) ?? [])]),
    };
  }));
}`;

/** Paths to peers of a Chromium that was started with `--remote-debugging-port=0` in this profile. */
export async function peerPaths(profileDir: string): Promise<readonly PeerPath[]> {
  const cdp = await connectCdp(profileDir);
  try {
    const session = await cdp.attach(({ url }) => url.endsWith('/offscreen.html'));
    const { result: prototype } = await cdp.send<{ result: { objectId: string } }>('Runtime.evaluate', { expression: 'RTCPeerConnection.prototype' }, session);
    const { objects } = await cdp.send<{ objects: { objectId: string } }>('Runtime.queryObjects', { prototypeObjectId: prototype.objectId }, session);
    const { result } = await cdp.send<{ result: { value: readonly PeerPath[] } }>(
      'Runtime.callFunctionOn',
      { objectId: objects.objectId, functionDeclaration: PATHS, returnByValue: true, awaitPromise: true },
      session,
    );
    return result.value;
  } finally {
    cdp.close();
  }
}
