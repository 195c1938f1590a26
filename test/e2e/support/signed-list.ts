import { webcrypto } from 'node:crypto';
import { buildFlagList, type DraftFlag } from '../../../lib/lists/build-flag-list.ts';
import { newListKeys } from '../../../lib/lists/list-keys.ts';
import { canonicalText } from '../../../lib/subjects/canonical-text.ts';
import { signersOf } from '../../support/lists-draft.ts';

const random = (bytes: number) => webcrypto.getRandomValues(new Uint8Array(bytes));

/** A `.flaglist` made for one test, by keys that nobody keeps; its one label is `tide-scam`. */
export async function signedList(name: string, flags: readonly DraftFlag[]): Promise<Uint8Array> {
  const built = await buildFlagList(
    {
      name,
      charter: 'What the tests of this project flag, and nothing else.',
      appealContact: 'appeals@list.example',
      languages: ['en'],
      labels: [{ name: 'tide-scam', core: 'scam' }],
      flags,
    },
    signersOf(newListKeys(random), random),
    { nowMs: Date.now() },
  );
  if (!built.ok) throw new Error(built.error.message);
  return built.value;
}

/** A flag for `signedList` on the post that says this. */
export function flagOnText(text: string): DraftFlag {
  return { subject: { kind: 'text', canonical: canonicalText(text)! }, label: 'tide-scam', confidence: 0.9 };
}
