import { tables } from './tables.ts';

/** The text with every table between its markers as the model makes it today. */
export function withTables(text: string): string {
  let filled = text;
  for (const [name, lines] of tables()) {
    const [begin, end] = [`<!-- scaling: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [filled.indexOf(begin), filled.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`docs/scaling.md has no ${begin} … ${end}`);
    filled = `${filled.slice(0, from + begin.length)}\n${lines.join('\n').trim()}\n${filled.slice(to)}`;
  }
  return filled;
}
