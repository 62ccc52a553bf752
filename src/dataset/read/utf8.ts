/** In every runtime (Node, workers, browsers), but in no library that this world is compiled with. */
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes as text; null where they are not UTF-8. Nothing is replaced in silence. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** One character a byte, so that a parser of ASCII's delimiters can cut text whose encoding is not known to be right. */
export function toByteString(bytes: Uint8Array): string {
  const parts: string[] = [];
  // More arguments than this overflow some engines' stacks.
  for (let i = 0; i < bytes.length; i += 8192) parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  return parts.join("");
}

/** The other way round, as text; null where the bytes are not UTF-8. */
export function fromByteString(string: string): string | null {
  if (!/[\u0080-\u00ff]/.test(string)) return string;
  const bytes = new Uint8Array(string.length);
  for (let i = 0; i < string.length; i++) bytes[i] = string.charCodeAt(i);
  return decodeUtf8(bytes);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    all.set(part, filled);
    filled += part.length;
  }
  return all;
}
