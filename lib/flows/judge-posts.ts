import { decide } from '../core/decide.ts';
import type { Detector, TextInput } from '../core/detector.ts';
import type { Policy } from '../core/policy.ts';
import type { Post } from '../core/post.ts';
import type { Judged } from '../core/report.ts';
import type { Subject } from '../core/subject.ts';
import { subjectKey } from '../subjects/subject-key.ts';
import { subjectsOfPost } from '../subjects/subjects-of-post.ts';
import type { LookUpFlags } from './look-up-flags.ts';

export interface JudgePostsPorts {
  readonly lookUpFlags: LookUpFlags;
  /** Loaded once, on the first post. */
  readonly textDetector: () => Promise<Detector<TextInput>>;
  readonly policy: () => Promise<Policy>;
}

/**
 * Judges a batch of posts: by post.ref, the post itself first, then whatever else of it a list speaks of.
 * Posts that nothing identifies are left out.
 */
export async function judgePosts(
  posts: readonly Post[],
  pageUrl: string,
  ports: JudgePostsPorts,
  abort: AbortSignal,
): Promise<Readonly<Record<string, readonly Judged[]>>> {
  const known = posts.flatMap((post) => {
    const subjects = subjectsOfPost(post);
    return subjects === undefined ? [] : [{ post, subjects }];
  });
  const [policy, flags, signals] = await Promise.all([
    ports.policy(),
    ports.lookUpFlags(known.flatMap(({ subjects }) => subjects)),
    ports.textDetector().then((detector) => detector.measure(known.map(({ post }) => ({ text: post.text })), abort)),
  ]);
  const judged = new Map<string, readonly Judged[]>();
  let next = 0;
  for (const [i, { post, subjects }] of known.entries()) {
    const signal = signals[i];
    const where = post.permalink ?? pageUrl;
    const decisions = subjects.map((subject, position) => {
      const findings = [...(flags[next++] ?? []), ...(position === 0 && signal !== undefined ? [signal] : [])];
      return judge(subject, findings, where, policy);
    });
    judged.set(
      post.ref,
      decisions.filter(({ verdicts }, position) => position === 0 || verdicts.length > 0),
    );
  }
  return Object.fromEntries(judged);
}

/** One decision with its subject's key; `where` leads a person back to it. */
export function judge(
  subject: Subject,
  findings: Parameters<typeof decide>[1],
  where: string,
  policy: Policy,
): Judged {
  return { ...decide(subject, findings, policy), key: subjectKey(subject), where };
}
