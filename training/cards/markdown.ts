export type Cell = string | number;

/** A table of markdown; nothing without rows. */
export function table(header: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  if (rows.length === 0) return [];
  return ['', row(header), row(header.map(() => '---')), ...rows.map(row), ''];
}

function row(cells: readonly Cell[]): string {
  return `| ${cells.map((cell) => escaped(typeof cell === 'number' ? count(cell) : cell)).join(' | ')} |`;
}

export function bullets(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines.map((line) => `- ${line}`), ''];
}

export function heading(level: 2 | 3, text: string): readonly string[] {
  return ['', `${'#'.repeat(level)} ${text}`, ''];
}

export function paragraph(text: string): readonly string[] {
  return ['', text, ''];
}

/** Lines as a file: never two empty ones after each other, and one line end at the end. */
export function file(lines: readonly string[]): string {
  return `${lines.join('\n').replaceAll(/\n{3,}/g, '\n\n').trim()}\n`;
}

/** A count with its thousands apart. */
export function count(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : String(value);
}

/** A share as per cent, with as many digits as a card supports. */
export function percent(share: number | undefined): string {
  if (share === undefined) return '–';
  const hundredths = 100 * share;
  return `${hundredths.toFixed(hundredths > 0 && hundredths < 1 ? 2 : 1)} %`;
}

/** A figure between 0 and 1 that is no share: three digits, or as its card has it where it is rounder. */
export function figure(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(3);
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
