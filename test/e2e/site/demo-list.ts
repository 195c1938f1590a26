import { webcrypto } from 'node:crypto';
import type { CoreLabel } from '../../../lib/core/label.ts';
import type { SubjectKind } from '../../../lib/core/subject.ts';
import { buildFlagList, type DraftFlag, type ListDraft } from '../../../lib/lists/build-flag-list.ts';
import { newListKeys } from '../../../lib/lists/list-keys.ts';
import { canonicalAccount } from '../../../lib/subjects/canonical-account.ts';
import { canonicalDomain } from '../../../lib/subjects/canonical-domain.ts';
import { canonicalPost } from '../../../lib/subjects/canonical-post.ts';
import { canonicalText } from '../../../lib/subjects/canonical-text.ts';
import { canonicalUrl } from '../../../lib/subjects/canonical-url.ts';
import { mediaSubject } from '../../../lib/subjects/media-subject.ts';
import { servePicture } from './pictures.ts';
import { POSTS, type DemoPost } from './posts.ts';
import { signersOf } from '../../support/lists-draft.ts';

export interface DemoLists {
  /** The demo curator's `.flaglist`. */
  readonly harbourWatch: Uint8Array;
  /** A second curator's, who disputes one of its flags. */
  readonly neighbours: Uint8Array;
}

/** Builds and signs two lists about the site at `siteUrl`, with keys made for this and forgotten after it. */
export async function buildDemoLists(siteUrl: string, nowMs: number): Promise<DemoLists> {
  return { harbourWatch: await sign(await harbourWatch(siteUrl), nowMs), neighbours: await sign(neighbours(siteUrl), nowMs) };
}

async function sign(draft: ListDraft, nowMs: number): Promise<Uint8Array> {
  const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));
  const built = await buildFlagList(draft, signersOf(newListKeys(random), random), { nowMs });
  if (!built.ok) throw new Error(`the demo list “${draft.name}” was refused: ${built.error.message}`);
  return built.value;
}

async function harbourWatch(siteUrl: string): Promise<ListDraft> {
  const chart = await servePicture('rising-chart', 'feed');
  const flags: readonly DraftFlag[] = [
    flag('scam', { kind: 'domain', canonical: canonicalDomain('wharf-rewards.example') }, 1),
    flag('scam', post(siteUrl, 'double-your-coins'), 0.95),
    flag('scam', post(siteUrl, 'shaadi-loan'), 0.9),
    flag('scam', post(siteUrl, 'herencia'), 0.95),
    flag('scam', post(siteUrl, 'urgent-fund'), 0.7),
    // The same people elsewhere: a list speaks of more than one site.
    flag('scam', { kind: 'account', canonical: canonicalAccount('bsky', 'wealth-wave.example') }, 0.9),
    flag('scam', { kind: 'url', canonical: canonicalUrl('https://example.com/paket-zoll') }, 1),
    flag('impersonation', post(siteUrl, 'account-closing'), 0.95),
    flag('repeated', { kind: 'text', canonical: canonicalText(postOf('flood-ferry-1').text) }, 0.85),
    flag('repeated', post(siteUrl, 'flood-ferry-5'), 0.8),
    flag('advertising', { kind: 'url', canonical: canonicalUrl('https://glow.example.com/serum') }, 0.8),
    flag('out-of-context', mediaSubject(chart?.sha256 ?? ''), 0.75),
    // A mistake, which the neighbours dispute.
    flag('scam', post(siteUrl, 'watch-otp'), 0.4),
  ];
  return {
    name: 'Harbour Watch',
    description: 'What volunteers of the demo site noticed this week.',
    charter:
      'We flag posts, links and pictures that take money by deceit, copied posts pushed by several accounts, and ' +
      'advertising that does not say so. Two of us look at each before it is flagged. We never flag people for ' +
      'opinions, and a mistake is taken back within a day of an appeal.',
    appealContact: 'appeals@harbour-watch.example',
    languages: ['en', 'de', 'es', 'pt', 'ar', 'hi', 'id'],
    labels: [
      label('scam', 'scam', 3),
      label('impersonation', 'impersonation', 3),
      label('repeated', 'flood', 1),
      label('advertising', 'promotion', 1),
      label('out-of-context', 'misleading-context', 2),
    ],
    flags,
  };
}

function neighbours(siteUrl: string): ListDraft {
  return {
    name: 'Harbour Neighbours',
    charter: 'We look at flags that neighbours tell us are mistaken, and say so where we agree.',
    appealContact: 'hello@harbour-neighbours.example',
    languages: ['en'],
    labels: [label('scam', 'scam', 3)],
    flags: [{ ...flag('scam', post(siteUrl, 'watch-otp'), 0.9), polarity: 'disputes' }],
  };
}

function label(name: string, core: CoreLabel, severity: number): ListDraft['labels'][number] {
  return { name, core, severity };
}

/** A subject as the canonical… functions give it: undefined where there is no canonical form. */
interface MaybeSubject {
  readonly kind: SubjectKind;
  readonly canonical: string | undefined;
}

function flag(name: string, subject: MaybeSubject | undefined, confidence: number): DraftFlag {
  if (subject?.canonical === undefined) throw new Error(`a demo flag “${name}” has no subject`);
  return { label: name, subject: { kind: subject.kind, canonical: subject.canonical }, confidence };
}

function post(siteUrl: string, slug: string): MaybeSubject {
  return { kind: 'post', canonical: canonicalPost(`${siteUrl}/post/${postOf(slug).slug}`)[0] };
}

function postOf(slug: string): DemoPost {
  const found = POSTS.find((each) => each.slug === slug);
  if (found === undefined) throw new Error(`no demo post is called ${slug}`);
  return found;
}
