import { finishRoot as finish } from '../../lib/lists/change-root.ts';
import type { ListError } from '../../lib/lists/list-error.ts';
import { EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readOptions, required } from '../options.ts';
import { reportNewRoot } from './report-new-root.ts';
import { showProposedState } from './show-proposed-state.ts';
import { KEY_HELP, KEY_OPTIONS, withAllSigners } from './with-signers.ts';
import { writeResult } from './write-result.ts';

export const finishRoot: Command = {
  summary: 'make the list under a proposed root that all have signed',
  usage: `Usage: witnessmark lists finish-root PROPOSAL.root --after LIST.flaglist --keys KEYS.json...
                               --out NEXT.flaglist [--propose] [--wait S] [--json]

Signs the flags of LIST.flaglist under the root that "lists change-root --propose" made and others
signed. LIST.flaglist is the file of the update from which that root continues the list; the keys are
those of the writer the root names, and what else of its signatures you hold and it still lacks.

Where the new root asks for co-signers who hold their keys themselves, --propose signs with the writer's
key alone: NEXT.flaglist is then a proposal like those of "lists build --propose", for "lists cosign" and
"lists finish". All whom the root names must have signed the root itself before ("lists sign-root").

${KEY_HELP}

--json prints one line, as "lists change-root" does, or of a proposal {"file", "id", "version", "seq", "n",
"expiresAtMs", "changes", "missing"}.

Exit code: 0 written, 1 proposal, list or keys refused, 2 wrong usage, 130 stopped by Ctrl-C.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, {
      after: text,
      ...KEY_OPTIONS,
      out: text,
      propose: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const path = required(positionals[0], 'PROPOSAL.root');
    const after = required(values.after, '--after LIST.flaglist');
    required(values.keys?.[0], '--keys KEYS.json');
    const out = required(values.out, '--out NEXT.flaglist');
    const [proposal, base] = [await readBytes(path), await readBytes(after)];
    const isProposal = values.propose === true;
    const result = await withAllSigners(values, terminal, (keys) => finish(proposal, base, keys, { nowMs: terminal.nowMs(), isProposal }));
    const made = orRefused(result, `${path} makes no list`, result.ok ? '' : adviceOn(result.error));
    await writeResult(out, made);
    if (isProposal) showProposedState(out, made, base, terminal, values.json === true);
    else await reportNewRoot(after, out, values.json === true, terminal);
    return EXIT.ok;
  },
};

function adviceOn({ tag }: ListError): string {
  return tag === 'missing-signature' ? ' What a root lacks is added by "lists sign-root"; of its first state others sign what --propose makes.' : '';
}
