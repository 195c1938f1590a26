import { webcrypto } from 'node:crypto';
import { buildFlagList, type DraftFlag } from '../../../lib/lists/build-flag-list.ts';
import { newListKeys } from '../../../lib/lists/list-keys.ts';
import { subscriptionLink } from '../../../lib/lists/subscription-link.ts';
import { verifyFlagList } from '../../../lib/lists/verify-flag-list.ts';
import { serveMirror } from '../../support/mirror-server.ts';
import type { OwnPages } from './driver.ts';
import { ask } from './extension.ts';
import { signersOf } from '../../support/lists-draft.ts';

/** A list that a browser follows from a mirror, with a curator who publishes on. */
export interface FollowedList {
  readonly name: string;
  /** The next state: one flag more. */
  publish(): Promise<void>;
  /** What is wrong with what the browser holds of it: it must be a state that was published. */
  tornIn(browser: OwnPages): Promise<readonly string[]>;
  /** Asks for news, and tells what is not there then. */
  behindIn(browser: OwnPages): Promise<readonly string[]>;
  close(): Promise<void>;
}

const NAME = 'Followed list';

/** Published, offered and followed; `flags` in its first state. */
export async function aFollowedList(browser: OwnPages, flags: number): Promise<FollowedList> {
  const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));
  const keys = newListKeys(random);
  const mirror = await serveMirror();
  const flagOn = (i: number): DraftFlag => ({ subject: { kind: 'url', canonical: `https://nowhere.example/followed/${i}` }, label: 'tide-scam' });
  let held = flags;
  let seq = 0;
  let last: Uint8Array | undefined;
  async function publish(): Promise<void> {
    const draft = { name: NAME, charter: 'For tests.', appealContact: 'nobody', labels: [{ name: 'tide-scam', core: 'scam' as const }], flags: Array.from({ length: held }, (_, i) => flagOn(i)) };
    const built = await buildFlagList(draft, signersOf(keys, random), { nowMs: Date.now(), ...(last === undefined ? {} : { previous: last }) });
    if (!built.ok) throw new Error(built.error.message);
    last = built.value;
    mirror.publish(last);
    seq += 1;
    held += 1;
  }
  await publish();
  const verified = verifyFlagList(last!, { nowMs: Date.now() });
  if (!verified.ok) throw new Error(verified.error.message);
  const { id } = verified.value;
  const offered = await ask(browser, 'offer-list', { link: subscriptionLink({ mirror: mirror.url, list: id }) });
  if (!offered.ok) throw new Error(offered.error.message);
  await ask(browser, 'join-list', { id, source: mirror.url });

  async function listIn(from: OwnPages) {
    const lists = await ask(from, 'get-lists', {});
    return lists.ok ? lists.value.find((list) => list.id === id) : undefined;
  }
  return {
    name: NAME,
    publish,
    async tornIn(from) {
      const list = await listIn(from);
      if (list === undefined) return ['it is gone'];
      return list.flags === flags + list.seq - 1 && list.seq <= seq ? [] : [`update ${list.seq} with ${list.flags} flags`];
    },
    async behindIn(from) {
      const synced = await ask(from, 'sync-lists', { ids: [id] });
      const list = await listIn(from);
      return list?.seq === seq && list.flags === flags + seq - 1 ? [] : [`update ${list?.seq} of ${seq}: ${JSON.stringify(synced)}`];
    },
    close: () => mirror.close(),
  };
}
