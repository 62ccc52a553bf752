/** Zip archives whose files lie in them uncompressed, as torch.save writes them. A library would copy every file: weights are to stay views. */

const endRecord = { signature: 0x06054b50, bytes: 22 };
const endRecord64 = { signature: 0x06064b50, locator: 0x07064b50, locatorBytes: 20, bytes: 56 };
const entryRecord = { signature: 0x02014b50, bytes: 46 };
const fileRecord = { signature: 0x04034b50, bytes: 30 };
/** The end record may be followed by a comment of so many bytes. */
const longestComment = 0xffff;
/** A 32-bit field that says: look in the zip64 extra field. */
const in64 = 0xffffffff;
const extra64 = 1;

/**
 * The files of an archive by name, each a view into `bytes`. Nothing in it is trusted: what lies outside of it, is compressed or
 * encrypted throws what `fail` makes of the reason.
 * Source: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
 */
export function readStoredZip(bytes: Uint8Array, fail: (why: string) => Error): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const cut = () => fail("its archive is cut short or damaged");
  const within = (at: number, length: number) => {
    if (!(at >= 0 && length >= 0 && at + length <= bytes.length)) throw cut();
  };
  const long = (at: number) => Number(view.getBigUint64(at, true));
  const { count, start } = directory(view, cut);
  const files = new Map<string, Uint8Array>();
  let at = start;
  for (let i = 0; i < count; i++) {
    within(at, entryRecord.bytes);
    if (view.getUint32(at, true) !== entryRecord.signature) throw cut();
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    let [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const [nameBytes, extraBytes] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
    let header = view.getUint32(at + 42, true);
    const end = at + entryRecord.bytes + nameBytes + extraBytes;
    within(at, end - at);
    const name = text(bytes.subarray(at + entryRecord.bytes, at + entryRecord.bytes + nameBytes));
    // The extra field has the 64-bit numbers of those fields that need one, in this order.
    for (let e = at + entryRecord.bytes + nameBytes; e + 4 <= end; e += 4 + view.getUint16(e + 2, true)) {
      if (view.getUint16(e, true) !== extra64) continue;
      let field = e + 4;
      const next = (value: number) => {
        if (value !== in64) return value;
        within(field, 8);
        return long((field += 8) - 8);
      };
      [size, packed, header] = [next(size), next(packed), next(header)];
    }
    if ((flags & 1) !== 0) throw fail("its archive is encrypted");
    if (method !== 0 || packed !== size) throw fail("its archive is compressed, which torch.save does not do");
    within(header, fileRecord.bytes);
    if (view.getUint32(header, true) !== fileRecord.signature) throw cut();
    const body = header + fileRecord.bytes + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    within(body, size);
    if (files.has(name)) throw fail("its archive names one file twice");
    files.set(name, bytes.subarray(body, body + size));
    at = end + view.getUint16(at + 32, true);
  }
  return files;
}

/** So many bytes at an archive's end tell whether it is whole. */
export const zipEndBytes = endRecord.bytes + longestComment;

/** Throws where an archive's last bytes are no archive's. */
export function checkZipEnd(last: Uint8Array, fail: (why: string) => Error): void {
  endOf(new DataView(last.buffer, last.byteOffset, last.length), () => fail("its archive is cut short or damaged"));
}

/** Where the end record begins. */
function endOf(view: DataView, cut: () => Error): number {
  const least = Math.max(0, view.byteLength - zipEndBytes);
  let end = view.byteLength - endRecord.bytes;
  while (end >= least && view.getUint32(end, true) !== endRecord.signature) end--;
  if (end < least || end < 0) throw cut();
  return end;
}

/** Where the list of files begins, and how many there are. */
function directory(view: DataView, cut: () => Error): { count: number; start: number } {
  const end = endOf(view, cut);
  const small = { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) };
  const locator = end - endRecord64.locatorBytes;
  if (locator < 0 || view.getUint32(locator, true) !== endRecord64.locator) return small;
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at + endRecord64.bytes > view.byteLength || view.getUint32(at, true) !== endRecord64.signature) throw cut();
  return { count: Number(view.getBigUint64(at + 32, true)), start: Number(view.getBigUint64(at + 48, true)) };
}

/** torch.save's names are ASCII; another byte stands for itself. */
function text(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
