import { FileSystemError, FileType, Uri, workspace } from "vscode";
import { formatOf } from "../../dataset/read/records.js";
import type { Source } from "../../dataset/read/rows.js";
import { SameFile } from "../../dataset/read/sameFile.js";
import { SkimError } from "../../protocol/errors.js";
import { nameOf } from "../model/models.js";

/** A data set's file, and how far it is read. */
export interface DataSetFile {
  source: Source;
  /** Of the bytes, 0 … 1, since the last `restart`. */
  readonly fraction: number;
  restart(): void;
}

/** Reads a file of this machine's disk in pieces, and always the same (src/worker/pieces.ts); what only VS Code can read comes whole. */
export type ReadPieces = (path: string, name: string) => () => AsyncIterable<Uint8Array>;

/** The most that is read whole, bytes. */
const mostWhole = 256 * 1024 * 1024;

/** Opens a data set. Throws SkimError "data-set" where it is none, or not there. */
export async function openDataSet(uri: Uri, readPieces: ReadPieces | undefined): Promise<DataSetFile> {
  const name = nameOf(uri);
  const format = formatOf(uri.path);
  if (!format)
    throw new SkimError("data-set", `${name} is no data set: choose a .jsonl, .csv or .tsv file.`, { file: name });
  const size = await sizeOf(uri, name);
  const inPieces = uri.scheme === "file" ? readPieces : undefined;
  if (!inPieces && size > mostWhole)
    throw new SkimError("data-set", `${name} is too large to be read from here: copy it to this machine's disk.`, {
      file: name,
    });
  const pieces = inPieces ? inPieces(uri.fsPath, name) : whole(uri, name);
  let read = 0;
  async function* open() {
    for await (const piece of pieces()) {
      read += piece.length;
      yield piece;
    }
  }
  return {
    source: { name, format, open },
    get fraction() {
      return Math.min(1, read / Math.max(1, size));
    },
    restart: () => (read = 0),
  };
}

async function sizeOf(uri: Uri, name: string): Promise<number> {
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.File) !== 0) return size;
    throw new SkimError("data-set", `${name} is no file: choose one that holds the texts.`, { file: name });
  } catch (cause) {
    if (!(cause instanceof FileSystemError)) throw cause;
    throw new SkimError("data-set", `${name} cannot be read: ${cause.message}`, { cause, file: name });
  }
}

/** In slices, so that how far it is read can be seen. */
function whole(uri: Uri, name: string): () => AsyncIterable<Uint8Array> {
  const same = new SameFile(name);
  return async function* () {
    const bytes = await workspace.fs.readFile(uri);
    const { mtime, size } = await workspace.fs.stat(uri);
    same.check(`${mtime} ${size}`);
    const piece = 256 * 1024;
    for (let i = 0; i < bytes.length; i += piece) yield bytes.subarray(i, i + piece);
  };
}
