import type { FloodPlace } from '../core/evidence.ts';
import type { Subject } from '../core/subject.ts';
import { canonicalText } from '../subjects/canonical-text.ts';
import { postTime } from '../subjects/post-time.ts';
import { ones, simHash } from '../subjects/sim-hash.ts';
import { textNgrams } from '../subjects/text-ngrams.ts';
import { resemblance, textSketch, type TextSketch } from '../subjects/text-sketch.ts';

/** Accounts that must have posted a text before it is called a flood. Below it are friends, a thread, a joke going round. */
export const MIN_FLOOD_ACCOUNTS = 10;
/** Most places that are named of a flood. */
export const MAX_FLOOD_PLACES = 20;

/** Most posts that are named at once as answered for too early; the next answer names the next. */
const MAX_OUTDATED = 64;

/** Most posts that are remembered; those not seen for longest go first. */
const MAX_POSTS = 10_000;
/** A post not seen for this long is forgotten. */
const REMEMBERED_MS = 24 * 3_600_000;
/** Least resemblance of two texts that are nearly the same. */
const MIN_RESEMBLANCE = 0.6;
/** SimHashes further apart than this hardly ever resemble each other so much: they are not compared. */
const MAX_BITS_APART = 20;

/** A post as the index takes notice of it. */
export interface Sighting {
  /** What names the post, wherever it is shown. */
  readonly subject: Subject;
  readonly text: string;
  /** As the site writes it: hostile. Without an author it cannot be told who posted, so the post does not count. */
  readonly handle: string | undefined;
  /** Address of the post. */
  readonly where: string;
}

/** Where posts are seen: floods are told apart by site, news is told by page. */
export interface Place {
  /** Registrable domain: what one site shows is nothing to another. */
  readonly site: string;
  readonly page: string;
}

/** A text that many accounts posted. */
export interface Flood {
  /** Names the text among those of this session. */
  readonly group: number;
  readonly accounts: number;
  readonly posts: number;
  /** When the first of the posts was made or, where its id does not tell, seen. */
  readonly sinceMs: number;
  /** The first post of each account, earliest first, at most MAX_FLOOD_PLACES. */
  readonly places: readonly FloodPlace[];
}

/** What is remembered of the posts seen of late. It holds fingerprints, names and addresses, and no text; it lies in memory only. */
export interface FloodIndex {
  /** Takes notice of posts, all of them before it answers for each: the flood it belongs to, if any. The same post counts once. */
  see(sightings: readonly Sighting[], place: Place, nowMs: number): readonly (Flood | undefined)[];
  /**
   * Posts last seen on this page of which `see` would now answer otherwise than it did: a flood, or one at least twice
   * as large. At most MAX_OUTDATED, those of each flood seen last.
   */
  outdated(page: string): readonly Pick<Sighting, 'subject' | 'where'>[];
  clear(): void;
  /** Posts remembered. */
  readonly size: number;
}

/** Posts of nearly the same text on one site. */
interface Group {
  readonly id: number;
  readonly site: string;
  /** Where its SimHash lies among all. */
  readonly slot: number;
  /** Of the post it began with. */
  readonly sketch: TextSketch;
  readonly posts: Set<Seen>;
  /** How many of the posts are whose. */
  readonly accounts: Map<string, number>;
}

interface Seen {
  readonly key: string;
  readonly subject: Subject;
  readonly where: string;
  readonly handle: string;
  readonly account: string;
  readonly group: Group;
  /** When it was made or first seen. */
  readonly at: number;
  readonly page: string;
  readonly seenAt: number;
  /** Of how many accounts was spoken when it was last answered for; 0 where nothing was said. */
  said: number;
}

export function createFloodIndex({ maxPosts = MAX_POSTS, minAccounts = MIN_FLOOD_ACCOUNTS } = {}): FloodIndex {
  /** Those not seen for longest first. */
  const posts = new Map<string, Seen>();
  const groups: (Group | undefined)[] = [];
  const free: number[] = [];
  /** SimHashes of the groups: every text is compared with all of them, of 10 000 in well under a millisecond. */
  const high = new Uint32Array(maxPosts);
  const low = new Uint32Array(maxPosts);
  let lastGroup = 0;

  function notice({ subject, text, handle, where }: Sighting, { site, page }: Place, nowMs: number): Seen | undefined {
    // A post with an address is one, whoever is said to have passed it on.
    const key = `${site} ${subject.kind}:${subject.canonical} ${subject.kind === 'text' ? handle : ''}`;
    const before = posts.get(key);
    if (before !== undefined) forget(before);
    const canonical = handle === undefined || handle === '' ? undefined : canonicalText(text);
    const ngrams = canonical === undefined ? undefined : textNgrams(canonical);
    if (handle === undefined || ngrams === undefined) return undefined;
    makeRoom(nowMs);
    const group = groupOf(ngrams, site);
    const seen: Seen = {
      key,
      subject,
      where,
      handle,
      account: handle.normalize('NFC').toLowerCase(),
      group,
      at: before?.at ?? postTime(subject.canonical, nowMs) ?? nowMs,
      page,
      seenAt: nowMs,
      said: before?.said ?? 0,
    };
    posts.set(key, seen);
    group.posts.add(seen);
    group.accounts.set(seen.account, (group.accounts.get(seen.account) ?? 0) + 1);
    return seen;
  }

  /** The group whose text is nearest, or a new one. */
  function groupOf(ngrams: Uint32Array<ArrayBuffer>, site: string): Group {
    const hash = simHash(ngrams);
    const sketch = textSketch(ngrams);
    let nearest: Group | undefined;
    let most = MIN_RESEMBLANCE;
    for (let slot = 0; slot < groups.length; slot++) {
      if (ones(high[slot]! ^ hash.high) + ones(low[slot]! ^ hash.low) > MAX_BITS_APART) continue;
      const group = groups[slot];
      if (group?.site !== site) continue;
      const near = resemblance(group.sketch, sketch);
      if (near < most) continue;
      most = near;
      nearest = group;
    }
    if (nearest !== undefined) return nearest;
    const slot = free.pop() ?? groups.length;
    high[slot] = hash.high;
    low[slot] = hash.low;
    return (groups[slot] = { id: ++lastGroup, site, slot, sketch, posts: new Set(), accounts: new Map() });
  }

  function forget(seen: Seen): void {
    const { key, group, account } = seen;
    posts.delete(key);
    group.posts.delete(seen);
    const left = (group.accounts.get(account) ?? 0) - 1;
    if (left > 0) group.accounts.set(account, left);
    else group.accounts.delete(account);
    if (group.posts.size > 0) return;
    groups[group.slot] = undefined;
    free.push(group.slot);
  }

  function makeRoom(nowMs: number): void {
    for (const seen of posts.values()) {
      if (posts.size < maxPosts && nowMs - seen.seenAt < REMEMBERED_MS) return;
      forget(seen);
    }
  }

  function isFlood({ accounts }: Group): boolean {
    return accounts.size >= minAccounts;
  }

  /** Whether more is to be said of a post than was. */
  function isOutdated({ group, said }: Seen): boolean {
    return said < minAccounts || group.accounts.size >= said * 2;
  }

  return {
    see(sightings, place, nowMs) {
      const noticed = sightings.map((sighting) => notice(sighting, place, nowMs));
      const floods = new Map<Group, Flood>();
      return noticed.map((seen) => {
        if (seen === undefined) return undefined;
        const { group } = seen;
        seen.said = group.accounts.size;
        if (!isFlood(group)) return undefined;
        const flood = floods.get(group) ?? floodOf(group);
        floods.set(group, flood);
        return flood;
      });
    },
    outdated(page) {
      return groups
        .flatMap((group) => (group !== undefined && isFlood(group) ? [...group.posts].filter((seen) => seen.page === page && isOutdated(seen)) : []))
        .slice(-MAX_OUTDATED);
    },
    clear() {
      posts.clear();
      groups.length = 0;
      free.length = 0;
    },
    get size() {
      return posts.size;
    },
  };
}

function floodOf({ id, posts, accounts }: Group): Flood {
  const firstOfEach = new Map<string, Seen>();
  for (const seen of posts) {
    const first = firstOfEach.get(seen.account);
    if (first === undefined || seen.at < first.at) firstOfEach.set(seen.account, seen);
  }
  const inOrder = [...firstOfEach.values()].sort((a, b) => a.at - b.at);
  return {
    group: id,
    accounts: accounts.size,
    posts: posts.size,
    sinceMs: inOrder[0]?.at ?? 0,
    places: inOrder.slice(0, MAX_FLOOD_PLACES).map(({ handle, at, where }) => ({ account: handle, at, where })),
  };
}
