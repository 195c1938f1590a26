import { describe } from 'vitest';
import { webSocket } from '../../cli/web-socket.ts';
import { openMirror, openRelay, toldTip } from '../../lib/flows/open-sources.ts';
import { publicationOf } from '../../lib/lists/mirror-folder.ts';
import { decodeTip } from '../../lib/lists/tip.ts';
import { tipToEvent } from '../../lib/lists/tip-event.ts';
import { createPeerConversation, PEER_LIMITS } from '../../lib/peers/peer-conversation.ts';
import { createPeerSource } from '../../lib/peers/peer-source.ts';
import { publishToRelay } from '../../lib/peers/relay.ts';
import { describeListSource, type SourceUnderTest } from '../contracts/list-source.ts';
import { aDraft, builtList, OTHER_KEYS, someFlags } from '../support/lists-draft.ts';
import { serveMirror } from '../support/mirror-server.ts';
import { portPair, socketPair, type ChannelPair } from '../support/peer-channels.ts';
import { aLibrary } from '../support/peer-library.ts';
import { serveRelay } from '../support/relay-server.ts';

const file = await builtList(aDraft({ flags: someFlags(3000) }));
const publication = publicationOf(file);
if (!publication.ok) throw new Error(publication.error.message);
const { list, tip, blobs } = publication.value;
const otherList = decodeTip((await publicationOfOther()).tip).list;
const [[sha256, bytes]] = [...blobs].toSorted(([, a], [, b]) => b.length - a.length) as [[string, Uint8Array]];
const blob = { name: { sha256, bytes: bytes.length }, bytes };
const GIVEN_UP_MS = 1000;

async function publicationOfOther() {
  const other = publicationOf(await builtList(aDraft({ name: 'Another list' }), OTHER_KEYS));
  if (!other.ok) throw new Error(other.error.message);
  return other.value;
}

describeListSource({
  name: 'a mirror',
  list,
  tip,
  otherList,
  blob,
  async open(): Promise<SourceUnderTest> {
    const mirror = await serveMirror();
    mirror.publish(file);
    let { url } = mirror;
    const reached: typeof fetch = (asked, options) => fetch(String(asked).replace(mirror.url, url), options);
    return {
      source: openMirror(mirror.url, reached, true, { timeoutMs: GIVEN_UP_MS }),
      alter: () => void (mirror.fault = () => ({ kind: 'altered' })),
      fallSilent: () => void (mirror.fault = () => ({ kind: 'silent' })),
      async leave() {
        // Nothing listens there.
        url = 'http://127.0.0.1:9/';
      },
      close: () => mirror.close(),
    };
  },
});

describeListSource({
  name: 'a relay',
  list,
  tip,
  otherList,
  async open(): Promise<SourceUnderTest> {
    const relay = await serveRelay();
    const event = tipToEvent(tip);
    if (!event.ok) throw new Error(event.error.message);
    await publishToRelay(relay.url, event.value, { WebSocket: webSocket });
    let isGone = false;
    const close = async (): Promise<void> => {
      if (!isGone) await relay.close();
      isGone = true;
    };
    return {
      source: openRelay(relay.url, () => decodeTip(tip).by.pubkey, { isReaders: true, WebSocket: webSocket, timeoutMs: GIVEN_UP_MS }),
      alter: () => void (relay.meddle = (message) => [message.replaceAll('\\"seq\\":1', '\\"seq\\":9')]),
      fallSilent: () => void (relay.meddle = () => []),
      leave: close,
      close,
    };
  },
});

describe.each<[string, () => ChannelPair | Promise<ChannelPair>]>([
  ['a port', portPair],
  ['sockets', () => socketPair()],
])('over %s', (_, connect) => {
  describeListSource({
    name: 'a peer',
    list,
    tip,
    otherList,
    blob,
    async open(): Promise<SourceUnderTest> {
      const pair = await connect();
      let change: 'none' | 'altered' | 'silent' = 'none';
      const library = aLibrary(file);
      const limits = { ...PEER_LIMITS, timeoutMs: GIVEN_UP_MS };
      const theirs = createPeerConversation(pair.theirs, {
        library: {
          ...library,
          tipOf: (each) => (change === 'silent' ? new Promise(() => {}) : library.tipOf(each)),
          blobOf: async (name) => (await library.blobOf(name))?.map((byte) => (change === 'altered' ? byte ^ 1 : byte)),
        },
        now: Date.now,
      });
      let tellEnd = (): void => {};
      const ended = new Promise<void>((resolve) => (tellEnd = resolve));
      const ours = createPeerConversation(pair.ours, { library: aLibrary(), now: Date.now, limits, onEnd: tellEnd });
      return {
        source: createPeerSource('peer:room/member', ours, toldTip),
        alter: () => void (change = 'altered'),
        fallSilent: () => void (change = 'silent'),
        async leave() {
          theirs.close();
          await ended;
        },
        close: () => pair.close(),
      };
    },
  });
});
