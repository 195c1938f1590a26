import { createAnnouncer, type Announcer } from '../../components/badge/announcer.ts';
import { parentElementOf } from '../../components/badge/page-dom.ts';
import type { FlagAnswer, FlagQuestion } from '../../components/badge/ask-flag.tsx';
import { askedDeeper, type DeeperState } from '../../components/badge/card.tsx';
import { mountBadge, type BadgeContent, type BadgeHandle, type Placement } from '../../components/badge/mount-badge.tsx';
import { atMostBadge, isCover, strongest, type Treatment } from '../../lib/core/policy.ts';
import { MAX_SAYINGS } from '../../lib/core/correction.ts';
import type { Flag } from '../../lib/core/evidence.ts';
import type { Post } from '../../lib/core/post.ts';
import type { Subject } from '../../lib/core/subject.ts';
import { sourceOf, statedBy } from '../../lib/core/weigh.ts';
import { judgedId, type Judged, type LookedDeeper, type PostAnswer, type PostingAccount } from '../../lib/core/report.ts';
import { createTranslate, type PageMessageKey, type Translate } from '../../lib/i18n/t.ts';
import type { PageState, Request } from '../../lib/messages/contract.ts';
import type { FoundPicture, FoundPost } from '../../lib/sites/watch-page.ts';
import type { PageRecord } from '../page/page-record.ts';

export interface Badges {
  /**
   * A visit begins, in these words and this look. What is drawn stays until it is judged anew, unless its words are
   * another language's. What is announced ends with `visit`.
   */
  begin(state: Pick<PageState, 'catalogue' | 'style'>, visit: AbortSignal): void;
  /** Posts that were found, not judged yet: what lies on an element that shows another post now is lifted at once. */
  renew(found: readonly FoundPost[]): void;
  showOnPost(found: FoundPost, answer: PostAnswer): void;
  /** Where the reader asked, a card is opened also when nothing is to be said. */
  showOnPicture(found: FoundPicture, judged: readonly Judged[], asked: boolean): void;
  drop(elements: readonly Element[]): void;
  /** While held nothing is covered: the site's layout changed and what was read may be wrong. */
  hold(held: boolean): void;
  clear(): void;
  /** Whether a node is one of ours, not the page's. */
  owns(node: Node): boolean;
}

/** How things are said, and how they look. */
interface Look {
  readonly t: Translate<PageMessageKey>;
  readonly style: string;
  readonly announce: Announcer;
}

/** What is judged, with what was said of it. */
interface Thing {
  readonly element: Element;
  readonly placement: Placement;
  readonly judged: readonly Judged[];
  /** What tells a post from another in the same element: its words are not kept where it has an address. */
  readonly post?: PostName;
  readonly account?: PostingAccount & { readonly handle: string };
  /** Of a picture at an address. */
  readonly deeper?: { readonly found: FoundPicture; readonly state: DeeperState };
  readonly answer?: FlagAnswer;
}

type PostName = Partial<Pick<Post, 'permalink' | 'text'>>;

interface Mark {
  readonly badge: BadgeHandle;
  thing: Thing;
}

export interface BadgesOptions {
  readonly record: PageRecord;
  readonly alwaysShow: (account: string, shown: boolean) => void;
  readonly correct: (correction: Request<'correct'>) => void;
  /** Looks at a larger copy, by the reader's wish. */
  readonly lookDeeper: (found: FoundPicture) => Promise<LookedDeeper>;
  /** The answer to what is asked of a flag; undefined where there is none any more. */
  readonly ask: (question: FlagQuestion, about: Request<FlagQuestion>) => Promise<string | undefined>;
  /** Nothing the reader chooses here would be kept. */
  readonly isPrivate: boolean;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Puts a badge on what has a verdict, covers what the reader wants covered, and keeps both in step; where nothing is said, nothing is drawn. */
export function createBadges(options: BadgesOptions): Badges {
  const { record, alwaysShow, correct, lookDeeper, ask, isPrivate, now, signal } = options;
  let look: Look | undefined;
  let held = false;
  const marks = new Map<Element, Mark>();
  const hosts = new WeakSet<Node>();
  /** What the reader did to single things, by what they are: elements come and go. The treatment it was revealed from. */
  const revealed = new Map<string, Treatment>();
  const hidden = new Set<string>();
  /** What the reader asked about keeps its badge, also when there is nothing to say. By address: elements come to show another. */
  const askedAbout = new WeakMap<Element, string>();
  /** Posts that were judged, and whether their account is always shown. */
  const alwaysShown = new WeakMap<Element, boolean>();
  /** What the page will not have covered. */
  const bare = new WeakSet<Element>();

  function show(thing: Thing, asked = false): void {
    const { element, judged } = thing;
    // A page that draws a post anew takes our host away with the old inside.
    if (marks.get(element)?.badge.host.isConnected === false) remove(element);
    if (asked) {
      hidden.delete(idOf(thing));
      remove(element);
    }
    const isAsked = askedAbout.has(element) || askedDeeper(thing.deeper?.state);
    const isShown = isAsked || wantedFor(thing) !== 'ignore';
    const known = marks.get(element);
    // What the reader just called wrong stays on its open card, to be taken back.
    if ((!isShown && known?.badge.isOpen() !== true) || hidden.has(idOf(thing))) return remove(element);
    if (known !== undefined) {
      known.thing = thing;
      known.badge.update(contentOf(thing));
    } else mount(thing, asked);
    const badge = marks.get(element)?.badge;
    if (badge !== undefined) for (const each of judged) record.setBadge(judgedId(each), badge);
  }

  function mount(thing: Thing, asked: boolean): void {
    if (look === undefined) return;
    const { element, placement } = thing;
    const content = contentOf(thing);
    const redraw = () => mark.badge.update(contentOf(mark.thing));
    const mark: Mark = {
      thing,
      badge: mountBadge({
        placement,
        content,
        asked: askedAbout.has(element),
        t: look.t,
        style: look.style,
        now,
        onReveal(isShown) {
          if (isShown) revealed.set(idOf(mark.thing), treatmentOf(mark.thing));
          else revealed.delete(idOf(mark.thing));
          redraw();
        },
        onCorrect: isPrivate ? undefined : ({ judged: { key }, verdict: { label, evidence } }, word) =>
          correct({ key, label, word, said: evidence.filter((piece) => piece.label === label).slice(0, MAX_SAYINGS).map((piece) => ({ source: sourceOf(piece), probability: statedBy(piece) })) }),
        onAlwaysShow: (shown) => mark.thing.account && alwaysShow(mark.thing.account.id, shown),
        onLookDeeper: () => void deepen(mark.thing),
        onAsk: (question, flag, { judged: { subject } }) => void askAbout(question, flag, subject, mark.thing),
        onHide() {
          hidden.add(idOf(mark.thing));
          remove(element);
        },
        onRemoved() {
          record.badgeLost();
          remove(element);
        },
        onUncovered() {
          record.badgeLost();
          bare.add(element);
          redraw();
        },
        signal,
      }),
    };
    marks.set(element, mark);
    hosts.add(mark.badge.host);
    if (asked) mark.badge.open();
    else look.announce(thing.judged, ['blur', 'hide'].includes(content.treatment) && !content.revealed);
  }

  function contentOf(thing: Thing): BadgeContent {
    const treatment = treatmentOf(thing);
    const { judged, account, deeper, answer } = thing;
    return { judged, treatment, revealed: isRevealed(thing, treatment), account, deeper: deeper?.state, answer };
  }

  /** Says on the card what comes of it; a receipt goes onto the clipboard. */
  async function askAbout(question: FlagQuestion, flag: Flag, subject: Subject, { element, judged }: Thing): Promise<void> {
    // Nothing is drawn before it is known how things are said.
    const { t } = look!;
    const tell = (text: string) => {
      // The element may be gone, or judged anew by now.
      const known = marks.get(element)?.thing;
      if (known?.judged === judged) show({ ...known, answer: { flag, text } });
    };
    tell(t(`card.${question}-asked`));
    const text = await ask(question, { list: flag.list.id, subject: flag.look ?? subject, label: flag.labelName });
    if (text === undefined) tell(t(`card.${question}-none`));
    else tell(question === 'ask-reason' ? text : t((await isCopied(text)) ? 'card.make-receipt-copied' : 'card.make-receipt-not-copied'));
  }

  /** What is said of a larger copy takes the place of what was said of the picture; what lists say of that one stays. */
  async function deepen(thing: Thing): Promise<void> {
    const { element, deeper } = thing;
    if (deeper === undefined) return;
    const tell = (state: DeeperState, judged = thing.judged) => show({ ...thing, judged, deeper: { ...deeper, state } });
    tell('looking');
    const { judged, copy } = await lookDeeper(deeper.found);
    // The element may be gone, or show another picture by now.
    if (marks.get(element)?.thing.deeper?.found !== deeper.found) return;
    if (copy === undefined) return tell('none');
    const flagged = thing.judged.filter(({ verdicts }) => verdicts.some(({ evidence }) => evidence.some(({ kind }) => kind === 'flag')));
    const both = [...judged, ...flagged.filter(({ key }) => judged.every((one) => one.key !== key))];
    record.add(both, element);
    tell(copy, both);
  }

  /** A thing stays revealed under the treatment it was revealed from and under milder ones: a stricter wish is a new one. */
  function isRevealed(thing: Thing, treatment: Treatment): boolean {
    const from = revealed.get(idOf(thing));
    return from !== undefined && strongest([from, treatment]) === from;
  }

  function treatmentOf(thing: Thing): Treatment {
    const wanted = wantedFor(thing);
    const isSpared = held || bare.has(thing.element) || (isCover(wanted) && isInAlwaysShown(thing));
    return isSpared ? atMostBadge(wanted) : wanted;
  }

  /** The nearest post around a picture decides. */
  function isInAlwaysShown({ element, placement }: Thing): boolean {
    if (placement.kind === 'after') return false;
    for (let at: Element | null = element; at !== null; at = parentElementOf(at)) {
      const shown = alwaysShown.get(at);
      if (shown !== undefined) return shown;
    }
    return false;
  }

  function remove(element: Element): void {
    const badge = marks.get(element)?.badge;
    if (badge === undefined) return;
    marks.delete(element);
    record.dropBadge(badge);
    badge.destroy();
  }

  function redrawWhere(isMeant: (element: Element) => boolean): void {
    for (const [element, { badge, thing }] of marks) if (isMeant(element)) badge.update(contentOf(thing));
  }

  return {
    begin({ catalogue, style }, visit) {
      const isOtherLanguage = catalogue.locale !== look?.t.locale;
      const t = createTranslate(catalogue);
      look = { t, style, announce: createAnnouncer(document, t, visit) };
      // Nobody watched meanwhile what left the page.
      for (const element of marks.keys()) if (isOtherLanguage || !element.isConnected) remove(element);
    },
    renew(found) {
      if (marks.size === 0) return;
      for (const { element, post } of found) {
        const known = marks.get(element)?.thing.post;
        if (known === undefined || isSamePost(known, post)) continue;
        remove(element);
        // Words alone may change as often as a page likes.
        if (known.permalink !== undefined && post.permalink !== undefined) bare.delete(element);
      }
    },
    showOnPost({ element, badgeAnchor, content, nested, whole, post }, { judged, account }) {
      const isAlwaysShown = account?.alwaysShown === true;
      const wasAlwaysShown = alwaysShown.get(element) === true;
      alwaysShown.set(element, isAlwaysShown);
      if (isAlwaysShown !== wasAlwaysShown) redrawWhere((each) => each !== element && element.contains(each));
      // Most posts end here, without a look at the page.
      if (judged.length === 0) return remove(element);
      const handle = post.author?.handle ?? account?.id.replace(/^\w+:/, '');
      show({
        element,
        placement: { kind: 'after', anchor: badgeAnchor(), post: { element, content, nested, whole } },
        judged,
        post: post.permalink === undefined ? { text: post.text } : { permalink: post.permalink },
        ...(account === undefined || handle === undefined ? {} : { account: { ...account, handle } }),
      });
    },
    showOnPicture(found, judged, asked) {
      const { element, frame, picture: { url } } = found;
      if (!asked && askedAbout.has(element) && askedAbout.get(element) !== url) {
        askedAbout.delete(element);
        remove(element);
      }
      if (asked) askedAbout.set(element, url);
      show({ element, placement: { kind: 'over', picture: element as HTMLElement, frame }, judged, ...(/^https?:/.test(url) ? { deeper: { found, state: 'offered' } } : {}) }, asked);
    },
    drop(elements) {
      for (const element of elements) {
        bare.delete(element);
        remove(element);
      }
    },
    hold(next) {
      if (held === next) return;
      held = next;
      redrawWhere(() => true);
    },
    clear: () => [...marks.keys()].forEach(remove),
    owns: (node) => hosts.has(node),
  };
}

/** Pages without https have no clipboard, and some give it to no frame. */
async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Why is of no use to the reader; that nothing was copied is.
    return false;
  }
}

/** A post of which the page gives no address is known by its words. */
function isSamePost(a: PostName, b: PostName): boolean {
  return a.permalink === b.permalink && (a.permalink !== undefined || a.text === b.text);
}

function wantedFor({ judged }: Thing): Treatment {
  return strongest(judged.flatMap(({ verdicts }) => verdicts.map(({ treatment }) => treatment)));
}

function idOf({ judged: [first] }: Thing): string {
  return first === undefined ? '' : judgedId(first);
}
