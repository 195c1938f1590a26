import { err, ok, type Result } from '../core/result.ts';
import type { PeerConversation } from './peer-conversation.ts';
import type { ListSource, SourceError, ToldTip } from './source.ts';

/** Whether an address names a peer; what there is of it lasts as long as the connection. */
export function isPeer(address: string): boolean {
  return address.startsWith('peer:');
}

/**
 * Another reader as a source. It learns which lists are asked for and, as everyone in its room, the address they are
 * asked from. What it told wrongly ends the conversation.
 */
export function createPeerSource(address: string, conversation: PeerConversation, readTip: (bytes: Uint8Array) => ToldTip | undefined): ListSource {
  async function tipOf(list: string, signal: AbortSignal): Promise<Result<ToldTip | undefined, SourceError>> {
    const told = await conversation.tip(list, signal);
    if (!told.ok) return told.error.tag === 'absent' ? ok(undefined) : told;
    const tip = readTip(told.value);
    if (tip?.list === list) return ok(tip);
    const lied: SourceError = { tag: 'lied', message: 'It sent something else than the tip it was asked for.' };
    conversation.cutOff(lied);
    return err(lied);
  }

  return {
    address,
    async tips(lists, signal) {
      signal.throwIfAborted();
      const tips: ToldTip[] = [];
      for (const list of lists) {
        const tip = await tipOf(list, signal);
        if (!tip.ok) return tip;
        if (tip.value !== undefined) tips.push(tip.value);
      }
      return ok(tips);
    },
    blob: (name, signal) => conversation.blob(name, signal),
    records: (name, signal) => conversation.records(name, signal),
    blamed: (message) => conversation.cutOff({ tag: 'lied', message }),
  };
}
