/** The records of RFC 4180 and nothing else: throws where a quote stands in an open field, is not doubled or is never closed, and where the last line has no end. */
export function readCsv(text: string, lineEnd: "\n" | "\r\n" = "\r\n"): string[][] {
  const rows: string[][] = [[]];
  const field = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^",\\r\\n]*))(,|${lineEnd}|$)`, "gy");
  while (field.lastIndex < text.length) {
    const at = field.lastIndex;
    const match = field.exec(text);
    if (!match) throw new Error(`not CSV at ${JSON.stringify(text.slice(at, at + 80))}`);
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === lineEnd) rows.push([]);
  }
  if (rows.pop()?.length !== 0) throw new Error("the last record has no line's end");
  return rows;
}
