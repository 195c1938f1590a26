import { finishRoot as finish } from '../../lib/lists/change-root.ts';
import { EXIT, orRefused, type Command } from '../command.ts';
import { readBytes, readOptions, required } from '../options.ts';
import { readSecrets } from './read-keys.ts';
import { reportNewRoot } from './report-new-root.ts';
import { writeResult } from './write-result.ts';

export const finishRoot: Command = {
  summary: 'make the list under a proposed root that all have signed',
  usage: `Usage: witnessmark lists finish-root PROPOSAL.root --after LIST.flaglist --keys KEYS.json...
                               --out NEXT.flaglist [--json]

Signs the flags of LIST.flaglist under the root that "lists change-root --propose" made and others
signed. LIST.flaglist is the file of the update from which that root continues the list; the keys are
those of the writer the root names, and what else of its signatures you hold and it still lacks.

--json prints one line, as "lists change-root" does.

Exit code: 0 written, 1 proposal, list or keys refused, 2 wrong usage.`,

  async run(args, terminal) {
    const text = { type: 'string' } as const;
    const { values, positionals } = readOptions(args, {
      after: text,
      keys: { ...text, multiple: true },
      out: text,
      json: { type: 'boolean' },
    });
    const path = required(positionals[0], 'PROPOSAL.root');
    const after = required(values.after, '--after LIST.flaglist');
    required(values.keys?.[0], '--keys KEYS.json');
    const out = required(values.out, '--out NEXT.flaglist');
    const [proposal, base] = [await readBytes(path), await readBytes(after)];
    const secrets = await readSecrets(values.keys!, terminal);
    const made = orRefused(finish(proposal, base, secrets, { nowMs: terminal.nowMs(), random: terminal.random }), `${path} makes no list`);
    await writeResult(out, made);
    await reportNewRoot(after, out, values.json === true, terminal);
    return EXIT.ok;
  },
};
