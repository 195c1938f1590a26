import type { Clusters } from '../core/agreement.ts';
import type { Corrections } from '../core/correction.ts';
import { decide } from '../core/decide.ts';
import type { Claim, DetectorId, Finding } from '../core/evidence.ts';
import { atMostBadge, type Policy } from '../core/policy.ts';
import type { Post } from '../core/post.ts';
import { judgedId, type Judged, type PostAnswer, type PostingAccount } from '../core/report.ts';
import type { FloodIndex } from '../detect/flood-index.ts';
import { floodSignal } from '../detect/flood-signal.ts';
import type { TextDetectors } from '../detect/text-detectors.ts';
import { authorDisclosures } from '../provenance/author-disclosure.ts';
import { pageClaims } from '../provenance/page-claims.ts';
import { domainsOf } from '../subjects/canonical-domain.ts';
import { subjectKey } from '../subjects/subject-key.ts';
import { subjectsOfPost } from '../subjects/subjects-of-post.ts';
import type { LookUpFlags, OnKey } from './look-up-flags.ts';
import type { SeenPosts } from './seen-posts.ts';
import type { TextAsked } from './text-opinions.ts';

export interface JudgePostsPorts {
  readonly lookUpFlags: LookUpFlags;
  /** Loaded once, on the first post. */
  readonly textDetectors: () => Promise<TextDetectors>;
  /** What the model of the reader's choice said of each so far; never waited for. */
  readonly opinions: (asked: readonly TextAsked[]) => Promise<readonly (Finding | undefined)[]>;
  /** The posts of late; private windows have one of their own. */
  readonly floods: FloodIndex;
  /** What was shown this session; not told of private windows. */
  readonly seen?: Pick<SeenPosts, 'see'>;
  /** Told by what each is looked up, where that is to be kept. */
  readonly onKey?: OnKey | undefined;
  readonly policy: () => Promise<Policy>;
  readonly corrections: () => Promise<Corrections>;
  /** How the reader's lists count together, once that is known. */
  readonly clusters?: () => Clusters | undefined;
  readonly now: () => number;
}

/**
 * Judges a batch of posts, by post.ref; posts that nothing identifies are left out. What the platform, the page
 * and the author say of a post is weighed with the rest. Posts of accounts that the reader always shows get a badge at most.
 */
export async function judgePosts(
  posts: readonly Post[],
  pageUrl: string,
  ports: JudgePostsPorts,
  abort: AbortSignal,
): Promise<Readonly<Record<string, PostAnswer>>> {
  const known = posts.flatMap((post) => {
    const subjects = subjectsOfPost(post);
    return subjects === undefined ? [] : [{ post, subjects, key: subjectKey(subjects[0]), where: post.permalink ?? pageUrl }];
  });
  ports.seen?.see(known.map(({ subjects }) => subjects));
  const [policy, corrections, flags, findings, opinions] = await Promise.all([
    ports.policy(),
    ports.corrections(),
    ports.lookUpFlags(known.flatMap(({ subjects }) => subjects), ports.onKey),
    ports.textDetectors().then((detectors) => measureTexts(known.map(({ post }) => post.text), detectors, abort)),
    ports.opinions(known.map(({ post: { text }, subjects: [subject], key, where }) => ({ text, id: judgedId({ subject, key, where }) }))),
  ]);
  // Last, so that a post is not said to have been answered for where something failed.
  const floods = ports.floods.see(known.map(({ post: { text, author }, subjects: [subject], where }) => ({ subject, text, handle: author?.handle, where })), { site: siteOf(pageUrl), page: pageUrl }, ports.now());
  const alwaysShown = new Set(policy.alwaysShow);
  const answers = new Map<string, PostAnswer>();
  let next = 0;
  for (const [i, { post, subjects, key, where }] of known.entries()) {
    const flood = floods[i];
    const opinion = opinions[i];
    const accounts = subjects.filter(({ kind }) => kind === 'account').map(({ canonical }) => canonical);
    const isAlwaysShown = accounts.some((account) => alwaysShown.has(account));
    const judged = subjects
      .map((subject, position) => {
        const own =
          position === 0
            ? [
                ...(findings[i] ?? []),
                ...(opinion === undefined ? [] : [opinion]),
                ...(flood === undefined ? [] : [floodSignal(flood, post.text, ports.now())]),
                ...claimsOf(post, ports.now()),
              ]
            : [];
        const decision = judge({ subject, key: position === 0 ? key : subjectKey(subject), where }, [...(flags[next++] ?? []), ...own], { policy, corrections, clusters: ports.clusters?.() });
        return withoutEchoes(isAlwaysShown ? alwaysShow(decision) : decision);
      })
      .filter(({ verdicts }, position) => position === 0 || verdicts.length > 0);
    const isLabelled = judged.some(({ verdicts }) => verdicts.length > 0);
    const account = isLabelled || isAlwaysShown ? postingAccount(accounts, alwaysShown) : undefined;
    answers.set(post.ref, account === undefined ? { judged } : { judged, account });
  }
  return Object.fromEntries(answers);
}

/** What every detector finds in each text; they take the same inputs, so that a text is taken apart once. */
async function measureTexts(texts: readonly string[], detectors: TextDetectors, abort: AbortSignal): Promise<readonly (readonly Finding[])[]> {
  const inputs = texts.map((text) => ({ text }));
  const findings = await Promise.all(Object.values(detectors).map((detector) => detector.measure(inputs, abort)));
  return inputs.map((_, i) => findings.flatMap((ofDetector) => ofDetector[i] ?? []));
}

/** No sign of spam, or too short to tell, is said once: the detectors of rarer labels repeat it of nearly every post. */
function withoutEchoes(judged: Judged): Judged {
  return { ...judged, quiet: judged.quiet.filter((finding) => !isEcho(finding)) };
}

function isEcho(finding: Finding): boolean {
  const { id } = finding.detector;
  if (finding.kind === 'signal') return ECHOES.has(id) && finding.band === 'no-sign';
  return ECHOES.has(id) || (id === 'text-hub' && finding.why === 'too-short');
}

const ECHOES: ReadonlySet<DetectorId> = new Set(['text-scam', 'text-promotion']);

/** The form of the account that the reader chose; else the one that survives renaming, which comes first. */
function postingAccount(accounts: readonly string[], alwaysShown: ReadonlySet<string>): PostingAccount | undefined {
  const chosen = accounts.find((account) => alwaysShown.has(account));
  const id = chosen ?? accounts[0];
  return id === undefined ? undefined : { id, alwaysShown: chosen !== undefined };
}

/** The registrable domain of a page: whoever has it answers for what its pages show. */
function siteOf(pageUrl: string): string {
  return domainsOf(pageUrl).at(-1) ?? new URL(pageUrl).hostname;
}

/**
 * What the platform, the page and the author say of a post. The author is heard where there is a picture or a video: “made
 * with AI” beneath somebody else's picture is said of that one.
 */
function claimsOf({ marks = [], sourceTypes = [], withMedia = false, text }: Post, at: number): readonly Claim[] {
  return [
    ...marks.map(({ label, text: value }): Claim => ({ kind: 'claim', label, source: 'platform', value, signed: false, at })),
    ...pageClaims(sourceTypes, at),
    ...(withMedia ? authorDisclosures(text, at) : []),
  ];
}

function alwaysShow(judged: Judged): Judged {
  const verdicts = judged.verdicts.map((verdict) => ({ ...verdict, treatment: atMostBadge(verdict.treatment) }));
  return { ...judged, verdicts };
}

/** One decision, with what leads back to its subject. */
export function judge(
  { subject, key, where }: Pick<Judged, 'subject' | 'key' | 'where'>,
  findings: Parameters<typeof decide>[1],
  { policy, corrections, clusters }: { readonly policy: Policy; readonly corrections: Corrections; readonly clusters?: Clusters | undefined },
): Judged {
  return { ...decide(subject, findings, policy, corrections.on(key), clusters), key, where };
}
