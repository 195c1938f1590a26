import { dayOf } from '../../lib/core/seen-keys.ts';
import { findForNote } from '../../lib/flows/find-for-note.ts';
import type { FollowedLists } from '../../lib/flows/followed-lists.ts';
import { agreed } from '../../lib/flows/list-row.ts';
import { createLookUpKeys, type LookUpFlags } from '../../lib/flows/look-up-flags.ts';
import { openMirror } from '../../lib/flows/open-sources.ts';
import { reasonOfFlag } from '../../lib/flows/reason-of-flag.ts';
import { receiptOfFlag } from '../../lib/flows/receipt-of-flag.ts';
import type { SeenPosts } from '../../lib/flows/seen-posts.ts';
import type { SeenRing } from '../../lib/flows/seen-ring.ts';
import { nextTelling, planTelling, takeTellingBack } from '../../lib/flows/tell-fork.ts';
import { isNewIn, tryOnRing } from '../../lib/flows/try-on-ring.ts';
import { catalogueOf, chooseLocale } from '../../lib/i18n/catalogues.ts';
import { explainNoReason, explainReason } from '../../lib/i18n/explain-reason.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import type { FlagIndex } from '../../lib/lists/flag-index.ts';
import type { EngineHandlers } from '../../lib/messages/engine.ts';
import { appealRepository } from '../../lib/store/appeal-repository.ts';
import type { Database } from '../../lib/store/database.ts';
import { listRepository } from '../../lib/store/list-repository.ts';
import { partRepository } from '../../lib/store/part-repository.ts';
import { ringRepository } from '../../lib/store/ring-repository.ts';
import { settingsRepository } from '../../lib/store/settings-repository.ts';
import { sourceRepository } from '../../lib/store/source-repository.ts';
import { done, notKept, offeredFile, refused } from './answers.ts';

type ListMessage =
  | 'make-receipt'
  | 'ask-reason'
  | 'get-lists'
  | 'lists-changed'
  | 'offer-trial'
  | 'join-list'
  | 'decline-list'
  | 'follow-list'
  | 'accept-change'
  | 'try-change'
  | 'get-fork-proof'
  | 'tell-fork'
  | 'untell-fork'
  | 'next-telling'
  | 'get-sources'
  | 'remove-list'
  | 'bring-list-back'
  | 'purge-lists'
  | 'find-for-note'
  | 'keep-appeal'
  | 'get-appeals'
  | 'remove-appeal';

export interface ListPorts {
  readonly database: Database;
  readonly index: FlagIndex;
  readonly followed: () => Promise<FollowedLists>;
  readonly lookUpFlags: LookUpFlags;
  /** Takes what was stored of lists since. */
  readonly reloadLists: () => Promise<void>;
  readonly seenPosts: SeenPosts;
  readonly seenRing: SeenRing;
}

const never = new AbortController().signal;

/** What the reader does about lists, their flags and their curators. */
export function listHandlers({ database, index, followed, lookUpFlags, reloadLists, seenPosts, seenRing }: ListPorts): Pick<EngineHandlers, ListMessage> {
  const lists = listRepository(database);
  const sources = sourceRepository(database);
  const settings = settingsRepository(database);
  const appeals = appealRepository(database);
  const ring = ringRepository(database);
  const reloaded = async () => {
    await reloadLists();
    return done(null);
  };
  return {
    'make-receipt': async (asked) => {
      const made = await receiptOfFlag(asked, { followed: await followed(), lists, nowMs: Date.now() });
      return made.ok ? done({ text: made.value }) : refused(made.error.why, made.error.message);
    },
    'ask-reason': async (asked, { incognito: isPrivate }) => {
      const open = (address: string, isReaders: boolean) => openMirror(address, (...all) => fetch(...all), isReaders);
      const reason = await reasonOfFlag(asked, { lookUpFlags, lists, parts: partRepository(database), sources, open, now: Date.now, isPrivate, signal: never });
      const t = createTranslate(catalogueOf(chooseLocale((await settings.read()).locale, navigator.languages)));
      if (!reason.ok) console.warn(`Witnessmark: no reason could be told. ${reason.error.message}`);
      return done({ text: reason.ok ? explainReason(reason.value, t) : explainNoReason(reason.error.why, t) });
    },
    'get-lists': async () => done((await followed()).all()),
    'lists-changed': reloaded,
    'offer-trial': async () => {
      await seenRing.write().catch(notKept);
      return done({ seen: seenPosts.all(), alwaysShow: (await settings.read()).policy.alwaysShow });
    },
    'join-list': async ({ id, source }) => {
      if (!(await lists.join(id, Date.now()))) {
        const row = await lists.get(id);
        if (row === undefined) return refused('gone', 'The list is not there any more.');
      }
      await lists.follow(id, (before) => ({ mirrors: [], ...before, own: source, isOn: true }));
      return reloaded();
    },
    'decline-list': async ({ id }) => {
      await lists.decline(id);
      return done(null);
    },
    'follow-list': async ({ id, isOn }) => {
      await lists.follow(id, (before) => ({ mirrors: [], ...before, isOn }));
      return reloaded();
    },
    'accept-change': async ({ id, what }) => {
      await (what === 'sudden' ? lists.accept(id) : lists.change(id, agreed));
      return reloaded();
    },
    'try-change': async ({ id }) => {
      await seenRing.write().catch(notKept);
      const days = await ring.days(dayOf(Date.now()));
      if (days === undefined) return done(null);
      const { meaningOf, heldBack } = await followed();
      const lookUp = createLookUpKeys({ index, meaningOf, heldBack, tailsOf: lists.tailsOf, now: Date.now });
      return done(await tryOnRing(days, lookUp, isNewIn(id)));
    },
    'get-fork-proof': async ({ id, isPast = false }) => {
      const proof = await lists.forkProofOf(id, isPast ? 'past-fork' : 'fork');
      return proof === undefined ? refused('gone', 'There is no proof of it here.') : done({ blobUrl: offeredFile(new Blob([proof])) });
    },
    'tell-fork': async ({ id }) => {
      const planned = await planTelling(id, (await settings.read()).ownRelays, { lists, now: Date.now, random: (length) => crypto.getRandomValues(new Uint8Array(length)) });
      if (!planned.ok) return refused(planned.error.why, planned.error.message);
      return reloaded();
    },
    'untell-fork': async ({ id }) => {
      await takeTellingBack(id, lists);
      return reloaded();
    },
    'next-telling': async () => done((await nextTelling(lists)) ?? null),
    'get-sources': async () => done(await sources.all()),
    'remove-list': async ({ id }) => {
      await lists.remove(id, Date.now());
      return reloaded();
    },
    'bring-list-back': async ({ id }) => {
      if (!(await lists.bringBack(id))) return refused('gone', 'The list is not there any more.');
      return reloaded();
    },
    'purge-lists': async () => {
      await lists.purge(Infinity);
      return done(null);
    },
    'find-for-note': async (asked) => {
      const found = await findForNote(asked, { followed: await followed(), index, lists, nowMs: Date.now() });
      return found.ok ? done(found.value) : refused(found.error.why, found.error.message);
    },
    'keep-appeal': async (appeal) => {
      await appeals.save(appeal);
      return done(null);
    },
    'get-appeals': async () => done((await appeals.all()).map(({ secret: _, inbox: __, ...shown }) => shown)),
    'remove-appeal': async ({ id }) => {
      await appeals.remove(id);
      return done(null);
    },
  };
}
