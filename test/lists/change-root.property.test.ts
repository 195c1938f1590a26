import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildFlagList } from '../../lib/lists/build-flag-list.ts';
import { changeRoot, type RootDraft } from '../../lib/lists/change-root.ts';
import { publicKey, type Random } from '../../lib/lists/event.ts';
import { followFile, needsSnapshot } from '../../lib/lists/follow-log.ts';
import { heldList, type HeldList } from '../../lib/lists/held-list.ts';
import { keysOf, newListKeys, publicKeys } from '../../lib/lists/list-keys.ts';
import { aDraft, builtList, NOW_MS, seededRandom, signersWith, someFlags, TEST_KEYS, verifiedList } from '../support/lists-draft.ts';

const MINUTE_MS = 60_000;
const END_MS = NOW_MS + 60 * MINUTE_MS;
/** Secrets that everybody holds here: which of them count, the roots say. */
const KEYS = [TEST_KEYS, ...['b', 'c'].map((name) => newListKeys(seededRandom(name)))];
const secrets = KEYS.flatMap((keys) => keysOf(keys));
const flags = someFlags(60);

type Step =
  | { readonly kind: 'update'; readonly flags: number }
  | { readonly kind: 'terms'; readonly charter: string }
  | { readonly kind: 'keys'; readonly holder: number }
  | { readonly kind: 'renew' }
  /** Somebody else signs with the writer key, then the curator recovers. */
  | { readonly kind: 'theft'; readonly flags: readonly number[]; readonly holder: number };

const counts = fc.integer({ min: 0, max: 60 });
const holders = fc.nat(KEYS.length - 1);
const histories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('update' as const), flags: counts }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('terms' as const), charter: fc.constantFrom('One.', 'Two.') }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('keys' as const), holder: holders }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew' as const) }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('theft' as const), flags: fc.array(counts, { minLength: 1, maxLength: 2 }), holder: holders }),
    },
  ),
  { minLength: 1, maxLength: 5 },
);

/** A curator who does these steps, and all that readers may come across meanwhile, in the order of its making. */
async function published(history: readonly Step[], random: Random): Promise<{ readonly files: readonly Uint8Array[]; readonly last: Uint8Array }> {
  let charter = aDraft().charter;
  let minute = 0;
  let last = await builtList(aDraft());
  const files = [last];
  const signers = signersWith(secrets, random);
  const now = () => ({ nowMs: NOW_MS + ++minute * MINUTE_MS });
  const made = (result: Awaited<ReturnType<typeof buildFlagList>>): Uint8Array => {
    if (!result.ok) throw new Error(`${result.error.tag}: ${result.error.message}`);
    files.push(result.value);
    return result.value;
  };
  const update = async (previous: Uint8Array, count: number) =>
    made(await buildFlagList(aDraft({ charter, flags: flags.slice(0, count) }), signers, { ...now(), previous }));
  const change = async (next: RootDraft) => made(await changeRoot(last, next, signers, now()));
  for (const step of history) {
    switch (step.kind) {
      case 'update':
        last = await update(last, step.flags);
        break;
      case 'terms': {
        charter = step.charter;
        const { flags: _flags, ...terms } = aDraft({ charter });
        last = await change({ terms });
        break;
      }
      case 'keys':
        last = await change({ keys: namesOf(step.holder) });
        break;
      case 'renew':
        last = await change({});
        break;
      case 'theft':
        {
          let thiefs = last;
          for (const count of step.flags) thiefs = await update(thiefs, count);
        }
        last = await change({ keys: namesOf(step.holder) });
    }
  }
  return { files, last };
}

function namesOf(holder: number): NonNullable<RootDraft['keys']> {
  const { root, writer, inbox } = KEYS[holder]!;
  return { root: publicKeys(root), writer: publicKey(writer), inbox: publicKey(inbox) };
}

/** A reader who takes what they can: updates where those lead on, else the whole list; nothing that is older or a fork. */
function reader() {
  let held: HeldList | undefined;
  return {
    meets(file: Uint8Array): void {
      if (held === undefined) {
        held = heldList(verifiedList(file, END_MS));
        return;
      }
      const followed = followFile(held, file, { nowMs: END_MS });
      if (followed.ok) held = heldList(followed.value);
      else if (needsSnapshot(followed.error)) held = heldList(verifiedList(file, END_MS));
    },
    holds: () => held,
  };
}

test('who follows every step of a list, thefts and new roots among them, ends where those end who met only some, in any order', async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.array(fc.nat(), { maxLength: 5 }), async (history, choices) => {
      const { files, last } = await published(history, seededRandom('curator'));
      const readers = [files, choices.map((choice) => files[choice % files.length]!), []].map((met) => {
        const each = reader();
        for (const file of met) each.meets(file);
        return each;
      });
      const expected = heldList(verifiedList(last, END_MS));
      for (const each of readers) {
        // What is older, or was said before, changes nothing.
        for (const file of [last, files[0]!, last]) each.meets(file);
        expect(each.holds()).toEqual(expected);
      }
    }),
    { numRuns: 8 },
  );
}, 180_000);
