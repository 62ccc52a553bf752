/** Elements and the text between them, of markup without comments and CDATA; throws where tags do not match or characters are forbidden. */
export function wellFormed(markup: string): { tags: string[]; attributes: string[]; text: string } {
  const forbidden = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(markup);
  if (forbidden)
    throw new Error(`a forbidden character at ${JSON.stringify(markup.slice(forbidden.index, forbidden.index + 20))}`);
  const open: string[] = [];
  const tags: string[] = [];
  const attributes: string[] = [];
  let text = "";
  const part = /<(\/?)([a-z][a-z0-9]*)((?:\s[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  while (part.lastIndex < markup.length) {
    const at = part.lastIndex;
    const match = part.exec(markup);
    if (!match) throw new Error(`not well-formed at ${markup.slice(at, at + 80)}`);
    const [, close, name = "", given = "", empty, between] = match;
    if (between !== undefined) {
      if (between.replace(/&(amp|lt|gt|quot|#39);/g, "").includes("&"))
        throw new Error(`a bare & in ${between.slice(0, 80)}`);
      text += between;
    } else if (close === "/") {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
    } else {
      tags.push(name);
      attributes.push(...Array.from(given.matchAll(/([\w:-]+)=/g), (m) => m[1] ?? ""));
      if (empty !== "/") open.push(name);
    }
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join()}`);
  return { tags, attributes, text };
}
