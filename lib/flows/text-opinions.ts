import type { TextInput } from '../core/detector.ts';
import type { Finding } from '../core/evidence.ts';
import { sha256OfText } from '../media/digest.ts';
import type { ChosenDetector } from './chosen-detector.ts';
import { dropOldest } from './drop-oldest.ts';

/** A text in question. */
export interface TextAsked {
  readonly text: string;
  /** Names the post to the tab that shows it. */
  readonly id: string;
}

export interface TextOpinionsPorts {
  readonly chosen: () => Promise<ChosenDetector<TextInput> | undefined>;
  /** The tab shows these posts, and more is known of them by now. */
  readonly onNews: (tab: number, ids: readonly string[]) => void;
}

/**
 * What the larger text model of the reader's choice says of posts. It is never waited for: what it said before is
 * there at once, everything else follows as news, the newest posts first. Texts are known by their digests, in memory.
 */
export interface TextOpinions {
  /** What is known of each; what is not is found out, where the model is to read that tab's posts. */
  of(asked: readonly TextAsked[], tab: number | undefined): Promise<readonly (Finding | undefined)[]>;
  /** The reader asks about all that a tab shows, until it goes to another site. */
  ask(tab: number, site: string): void;
  /** Where a tab is now. */
  visit(tab: number | undefined, site: string): void;
  /** Another model may be in use now, or everything is erased. */
  forget(): void;
}

/** Most texts of which the opinion is kept, and most that wait; the longest unused of either go first. */
const MAX_KNOWN = 5_000;
const MAX_WAITING = 500;

/** A tab is told after so many opinions, after so long, or when none is waited for. */
const NEWS_OF = 8;
const NEWS_AFTER_MS = 500;

interface Waiting extends TextAsked {
  readonly digest: string;
  readonly tab: number | undefined;
}

export function createTextOpinions({ chosen, onNews }: TextOpinionsPorts): TextOpinions {
  const known = new Map<string, Finding>();
  /** The newest last. */
  const waiting = new Map<string, Waiting>();
  const asking = new Map<number, string>();
  let news = new Map<number, string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBusy = false;
  /** Goes up with every forgetting: what was under way then is not kept. */
  let age = 0;

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    try {
      for (let next = newest(); next !== undefined; next = newest()) {
        waiting.delete(keyOf(next));
        const before = age;
        const finding = known.get(next.digest) ?? (await measure(next.text));
        if (before !== age || finding === undefined) continue;
        keep(next.digest, finding);
        if (next.tab !== undefined) note(next.tab, next.id);
      }
    } finally {
      isBusy = false;
      tell();
    }
  }

  function newest(): Waiting | undefined {
    return [...waiting.values()].at(-1);
  }

  /** Undefined where no model is in use any more. */
  async function measure(text: string): Promise<Finding | undefined> {
    const model = await chosen();
    if (model === undefined) return undefined;
    const declined: Finding = { kind: 'abstention', detector: model.detectorRef, why: 'detector-failed' };
    try {
      const started = await model.detector();
      if (!started.ok) return { ...declined, why: started.error.tag };
      const [finding] = await started.value.measure([{ text }], never);
      return finding ?? declined;
    } catch (error) {
      console.warn(`Witnessmark: a text could not be judged. ${String(error)}`);
      return declined;
    }
  }

  /** Failures are kept too, until the reader changes something: pages are not to ask without end. */
  function keep(digest: string, finding: Finding): void {
    known.delete(digest);
    known.set(digest, finding);
    dropOldest(known, MAX_KNOWN);
  }

  function note(tab: number, id: string): void {
    const ids = news.get(tab) ?? [];
    ids.push(id);
    news.set(tab, ids);
    if (ids.length >= NEWS_OF) tell();
    else timer ??= setTimeout(tell, NEWS_AFTER_MS);
  }

  function tell(): void {
    clearTimeout(timer);
    timer = undefined;
    const told = news;
    news = new Map();
    for (const [tab, ids] of told) onNews(tab, ids);
  }

  return {
    async of(asked, tab) {
      const model = await chosen().catch(unreadable);
      if (model === undefined) return asked.map(() => undefined);
      const digests = await Promise.all(asked.map(({ text }) => sha256OfText(text)));
      const reads = model.isAutomatic || (tab !== undefined && asking.has(tab));
      const findings = digests.map((digest, i) => {
        const finding = known.get(digest);
        const each = asked[i];
        if (finding === undefined && reads && each !== undefined) {
          const entry = { ...each, digest, tab };
          waiting.delete(keyOf(entry));
          waiting.set(keyOf(entry), entry);
        } else if (finding !== undefined) keep(digest, finding);
        return finding;
      });
      dropOldest(waiting, MAX_WAITING);
      void work();
      return findings;
    },
    ask(tab, site) {
      asking.set(tab, site);
    },
    visit(tab, site) {
      if (tab !== undefined && asking.get(tab) !== site) asking.delete(tab);
    },
    forget() {
      age++;
      known.clear();
      waiting.clear();
      news.clear();
    },
  };
}

/** A disk that fails holds nothing else up. */
function unreadable(error: unknown): undefined {
  console.warn(`Witnessmark: the models could not be read. ${String(error)}`);
}

const never = new AbortController().signal;

/** The same text may stand in several posts, and a post in several tabs. */
function keyOf({ tab, id, digest }: Waiting): string {
  return `${tab} ${digest} ${id}`;
}
