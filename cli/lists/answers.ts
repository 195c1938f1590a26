import { fetchAnswer } from '../../lib/flows/fetch-answer.ts';
import { EXIT, type Command } from '../command.ts';
import { readOptions, required } from '../options.ts';
import { jsonLine, printable, type Terminal } from '../terminal.ts';
import { readAppeals, writeAppeals, type SentAppeal } from './appeals-file.ts';
import { relayAccess } from './deliver-note.ts';
import { isoDate } from './read-list.ts';

export const answers: Command = {
  summary: 'look for answers to your appeals',
  usage: `Usage: witnessmark lists answers APPEALS.json [--json]

Asks the relays to which appeals of the file ("lists appeal --keep") were sent for their answers, and shows
what became of each. An answer counts where the inbox key sealed it to which the appeal was written. It
is kept in the file, and the key that read it is removed from there. An answer is the curators' word on
what they will do: whether the list does is seen in the list.

--json prints a line an appeal: {"id", "list", "name", "subject", "sentAt", "answer"?}.

Exit code: 0 looked, 1 no relay could be asked or the file is refused, 2 wrong usage.`,

  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { json: { type: 'boolean' } });
    const path = required(positionals[0], 'APPEALS.json');
    const before = await readAppeals(path);
    const looked = [];
    for (const appeal of before) looked.push(await look(appeal, terminal));
    const appeals = looked.map(({ appeal }) => appeal);
    if (appeals.some((appeal, i) => appeal !== before[i])) await writeAppeals(path, appeals);
    for (const appeal of appeals) terminal.out(values.json === true ? jsonLine(asJson(appeal)) : asText(appeal));
    return looked.every(({ isHeard }) => isHeard) ? EXIT.ok : EXIT.refused;
  },
};

async function look(appeal: SentAppeal, terminal: Terminal): Promise<{ readonly appeal: SentAppeal; readonly isHeard: boolean }> {
  const { secret, inbox, ...kept } = appeal;
  if (secret === undefined) return { appeal, isHeard: true };
  const ports = { access: relayAccess(inbox.isReaders), nowMs: terminal.nowMs(), signal: new AbortController().signal };
  const { answer, asked } = await fetchAnswer({ ...appeal, secret }, ports);
  for (const { relay, trouble } of asked) if (trouble !== undefined) terminal.note(`witnessmark: ${printable(relay)}: ${printable(trouble)}`);
  if (answer === undefined) return { appeal, isHeard: asked.some(({ trouble }) => trouble === undefined) };
  return { appeal: { ...kept, inbox, answer }, isHeard: true };
}

function asJson({ id, list, name, subject, sentAt, answer }: SentAppeal) {
  return { id, list, name, subject, sentAt: new Date(sentAt).toISOString(), ...(answer && { answer: { ...answer, at: new Date(answer.at).toISOString() } }) };
}

function asText({ name, subject, sentAt, answer }: SentAppeal): string {
  const what = `${printable(name)}, ${printable(subject)}, appealed ${isoDate(sentAt)}`;
  if (answer === undefined) return `${what}: no answer yet`;
  return [`${what}: ${answer.outcome}, ${isoDate(answer.at)}`, ...answer.reason.split('\n').map((line) => `  ${printable(line)}`)].join('\n');
}
