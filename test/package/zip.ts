// Reads the central directory of a zip file (PKWARE APPNOTE 4.3.12): names and sizes, no more.
import { readFileSync } from "node:fs";

export interface ZipEntry {
  name: string;
  /** Bytes in the archive. */
  packed: number;
  /** Bytes once unpacked. */
  size: number;
}

/** Throws where the file is no zip, or one of more than 4 GiB. */
export function zipEntries(file: string): ZipEntry[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end < 0) throw new Error(`${file} is not a zip file.`);
  const count = bytes.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (bytes.toString("latin1", at, at + 4) !== "PK\x01\x02") throw new Error(`${file} has a damaged directory.`);
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: bytes.toString("utf8", at + 46, at + 46 + name),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}
