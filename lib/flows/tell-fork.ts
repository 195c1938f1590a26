import { afterTry, saidOf, tellingDue, untold, type ForkTelling, type TellingTried } from '../core/fork-telling.ts';
import type { Refusal } from '../core/refusal.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ListFollowing } from '../core/settings.ts';
import type { Random } from '../lists/event.ts';
import { forkToEvent } from '../lists/fork-event.ts';
import { MAX_FORK_EVENT_BYTES } from '../lists/limits.ts';
import type { ListRow } from '../store/database.ts';
import type { ListRepository } from '../store/list-repository.ts';

export interface TellingPorts {
  readonly lists: Pick<ListRepository, 'get' | 'all' | 'follow' | 'forkProofOf' | 'keepForkProof'>;
  readonly now: () => number;
  readonly random: Random;
}

export interface SendingPorts extends TellingPorts {
  /** Sends an event to a relay; why it did not take it, or undefined where it did. Rejects only where the work is given up. */
  readonly publish: (address: string, event: object) => Promise<string | undefined>;
}

/** Why there is nothing to plan. */
export interface TellingError {
  readonly why: Refusal;
  /** A sentence, in English. */
  readonly message: string;
}

/**
 * The reader wants other readers of a list to learn of its fork: the proof held is sent to the relays of the list and to
 * `own` ones, at a moment between minutes and hours from now. Asked again, it stays planned as it is; relays that have
 * taken the proof are not told again.
 */
export async function planTelling(id: string, own: readonly string[], { lists, now, random }: TellingPorts): Promise<Result<ForkTelling, TellingError>> {
  const row = await lists.get(id);
  const proof = row?.follow?.problem?.why === 'fork' ? await lists.forkProofOf(id) : undefined;
  if (proof === undefined) return err({ why: 'gone', message: 'There is no proof of it here.' });
  if (proof.length > MAX_FORK_EVENT_BYTES) return err({ why: 'too-large-to-tell', message: '' });
  const relays = [...new Set([...(row?.follow?.relays ?? []), ...own])];
  if (relays.length === 0) return err({ why: 'no-relays', message: '' });
  let planned: ForkTelling | undefined;
  await lists.follow(id, (before) => ({ ...before!, telling: (planned = begun(before!, relays, tellingDue(now(), chanceOf(random)))) }));
  return planned === undefined ? err({ why: 'gone', message: 'The list is not there any more.' }) : ok(planned);
}

function begun({ telling }: ListFollowing, relays: readonly string[], dueAt: number): ForkTelling {
  if (telling?.dueAt !== undefined) return telling;
  const known = new Map(telling?.relays.map((relay) => [relay.address, relay]));
  const all = relays.map((address) => known.get(address) ?? { address });
  return { relays: all, tries: 0, ...(all.every(({ toldAt }) => toldAt !== undefined) ? {} : { dueAt }) };
}

/** The reader takes that back. What relays have taken stays said, and stays with them. */
export async function takeTellingBack(id: string, lists: TellingPorts['lists']): Promise<void> {
  await lists.follow(id, ({ telling, ...before } = { mirrors: [], isOn: false }) => {
    const said = telling && saidOf(telling);
    return said === undefined ? before : { ...before, telling: said };
  });
}

/** When the next proof is to be sent; undefined where none is. */
export async function nextTelling(lists: Pick<ListRepository, 'all'>): Promise<number | undefined> {
  const due = (await lists.all()).flatMap(({ follow }) => follow?.telling?.dueAt ?? []);
  return due.length === 0 ? undefined : Math.min(...due);
}

/**
 * Sends what is due by now, each proof to all its relays at once. The event is kept before it is first sent: whatever is cut
 * off, what is sent again is that very event, under the same key, and relays know it.
 */
export async function tellOfForks(ports: SendingPorts): Promise<void> {
  const due = (await ports.lists.all()).filter(({ follow }) => follow?.telling?.dueAt !== undefined && follow.telling.dueAt <= ports.now());
  for (const row of due) await tell(row, ports);
}

async function tell({ id, follow }: ListRow, ports: SendingPorts): Promise<void> {
  const { lists, publish, now, random } = ports;
  const telling = follow!.telling!;
  const event = await eventOf(id, ports);
  const addresses = untold(telling);
  const tried: TellingTried = new Map(
    event.ok ? await Promise.all(addresses.map(async (address) => [address, await publish(address, event.value)] as const)) : addresses.map((address) => [address, event.error]),
  );
  const nextAt = tellingDue(now(), chanceOf(random));
  await lists.follow(id, (before = { mirrors: [], isOn: false }) => {
    const after = afterTry(before.telling ?? telling, tried, now(), nextAt);
    // Where it was taken back meanwhile, what was said all the same is to be seen.
    const kept = before.telling === undefined ? saidOf(after) : after;
    return kept === undefined ? before : { ...before, telling: kept };
  });
}

/** The event as it was first made, or made now and kept; or why there is none. */
async function eventOf(id: string, { lists, now, random }: TellingPorts): Promise<Result<object, string>> {
  const kept = await lists.forkProofOf(id, 'fork-event');
  if (kept === undefined) {
    const proof = await lists.forkProofOf(id);
    const made = proof === undefined ? undefined : forkToEvent(proof, { nowMs: now(), random });
    if (made?.ok !== true) return err(made?.error.message ?? 'There is no proof any more.');
    await lists.keepForkProof(id, new TextEncoder().encode(JSON.stringify(made.value)), 'fork-event');
  }
  const bytes = kept ?? (await lists.forkProofOf(id, 'fork-event'));
  return bytes === undefined ? err('The list is not there any more.') : ok(JSON.parse(new TextDecoder().decode(bytes)) as object);
}

/** In [0, 1). */
function chanceOf(random: Random): number {
  return new DataView(random(4).slice().buffer).getUint32(0) / 2 ** 32;
}
