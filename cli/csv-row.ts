/** The cells of one line of comma-separated values (RFC 4180): quoted where they hold a comma, quotes doubled. */
export function parseCsvRow(line: string): readonly string[] {
  const cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/gy;
  while (cell.lastIndex <= line.length) {
    // Always matches: a quote in the wrong place belongs to its cell as it stands.
    const [whole, quoted, plain] = cell.exec(line)!;
    cells.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (!whole.endsWith(',')) break;
  }
  return cells;
}
