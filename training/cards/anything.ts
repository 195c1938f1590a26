import { bullets, table } from './markdown.ts';

/** Any part of a card that has no words of its own: records as tables, the rest as a list. */
export function anything(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isFlat)) return [...(path === '' ? [] : [`\`${path}\``]), ...tableOf(value)];
  if (typeof value !== 'object' || value === null) return bullets([`\`${path}\`: ${String(value)}`]);
  const parts = Object.entries(value).map(([name, part]) => [path === '' ? name : `${path}.${name}`, part] as const);
  return [
    ...bullets(parts.filter(([, part]) => isPlain(part)).map(([name, part]) => `\`${name}\`: ${String(part)}`)),
    ...parts.filter(([, part]) => !isPlain(part)).flatMap(([name, part]) => anything(part, name)),
  ];
}

function tableOf(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const names = [...new Set(rows.flatMap((each) => Object.keys(each)))];
  return table(names, rows.map((each) => names.map((name) => (each[name] === undefined ? '–' : String(each[name])))));
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Array.isArray(value) && value.every((each) => typeof each !== 'object'));
}

function isFlat(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isPlain);
}
