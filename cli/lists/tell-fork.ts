import { forkToEvent } from '../../lib/lists/fork-event.ts';
import { MAX_FORK_BYTES } from '../../lib/lists/limits.ts';
import { verifyForkProof } from '../../lib/lists/verify-fork-proof.ts';
import { publishToRelay } from '../../lib/peers/relay.ts';
import { whyRelayNotAsked } from '../../lib/peers/relay-conversation.ts';
import { CommandError, EXIT, orRefused, type Command } from '../command.ts';
import { readOptions, reasonOf, required } from '../options.ts';
import { readUpTo } from '../receipts/read-up-to.ts';
import { printable } from '../terminal.ts';
import { webSocket } from '../web-socket.ts';
import { forkText } from './fork-text.ts';

export const tellFork: Command = {
  summary: 'publish the proof of a fork, for other readers to find',
  usage: `Usage: witnessmark lists tell-fork PROOF --to RELAY [--to …] [--send]

Checks a proof that "lists fork" wrote and says what it would tell which relays (wss://…). With --send it does:
one event with the proof, dated the beginning of the day, signed by a key that is made for it and forgotten.
It says nothing of who sends it; relays see the network address it comes from, and what is published cannot
be taken back. Readers who ask these relays about the list check the proof for themselves, and from then on the
list does no more than label for them. Proofs over 48 000 bytes are handed on as files.

Exit code: 0 told (or shown), 1 the proof or a relay refuses, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { to: { type: 'string', multiple: true }, send: { type: 'boolean' } });
    const path = required(positionals[0], 'PROOF');
    const relays = [...new Set(values.to ?? [])];
    required(relays[0], '--to RELAY');
    for (const relay of relays) {
      const refused = whyRelayNotAsked(relay, true);
      if (refused !== undefined) throw new CommandError(EXIT.usage, `${relay}: ${refused.message}`);
    }
    const bytes = await readUpTo(path, MAX_FORK_BYTES, terminal);
    if (!bytes.ok) throw new CommandError(EXIT.refused, `${path}: ${bytes.error}`);
    const proven = orRefused(verifyForkProof(bytes.value), `${path} proves nothing`);
    const event = orRefused(forkToEvent(bytes.value, { nowMs: terminal.nowMs(), random: terminal.random }), `${path} cannot be told`, ' Hand on the file.');
    terminal.out([values.send === true ? 'telling' : 'would tell', ...forkText(proven), `  to        ${relays.join(', ')}`, `  as        ${event.pubkey}, a key made for it`].join('\n'));
    if (values.send !== true) {
      terminal.note('nothing was sent; --send does it');
      return EXIT.ok;
    }
    const refusals = await Promise.all(relays.map((relay) => publishToRelay(relay, event, { WebSocket: webSocket }).then(() => undefined, reasonOf)));
    for (const [i, refusal] of refusals.entries()) {
      if (refusal === undefined) terminal.out(`${relays[i]} has it`);
      else terminal.note(`${relays[i]} did not take it: ${printable(refusal)}`);
    }
    return refusals.every((refusal) => refusal === undefined) ? EXIT.ok : EXIT.refused;
  },
};

