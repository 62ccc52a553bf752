import { checkSize, codeOf } from "../../protocol/bundle.js";
import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { insteadOf } from "./mistaken.js";
import { decodeText, parseJson } from "./json.js";

/** A bundle's files, wherever they are. A file is asked for its size first: what it claims is checked before the rest is read. */
export interface BundleFiles {
  /** Folder name, for people. */
  name: string;
  /** Bytes; null = there is no such file. */
  size(file: string): Promise<number | null>;
  /** What lies in the folder, as far as it can be listed: files and folders. */
  names(): Promise<readonly string[]>;
  /** The bytes from `begin` to `end` of a file that is there, `end` exclusive and within it. */
  read(file: string, begin: number, end: number): Promise<Uint8Array>;
}

/** A file's size in bytes. Throws SkimError "bundle-missing", or another for a file that is too large to be read. */
export async function sizeOf(files: BundleFiles, file: string): Promise<number> {
  const size = await files.size(file);
  if (size === null) throw await missing(files, file);
  checkSize(file, size);
  return size;
}

/** What is said of a folder without this file: what lies there in its place, where that is known. */
export async function missing(files: BundleFiles, file: string): Promise<SkimError> {
  const instead = insteadOf(file, await files.names());
  const message = instead
    ? `${fromFile(files.name)} has no ${file}, but ${instead}.`
    : `${fromFile(files.name)}/${file} is missing: choose a folder that save_pretrained wrote, with config.json, tokenizer.json and model.safetensors (or pytorch_model.bin).`;
  return new SkimError("bundle-missing", message, { file });
}

/** A JSON file's value. Throws SkimError as `sizeOf` does, or where the file holds no JSON. */
export async function readJson(files: BundleFiles, file: string): Promise<unknown> {
  const size = await sizeOf(files, file);
  return parseJson(await files.read(file, 0, size), codeOf(file), file);
}

/** A text file's text. Throws SkimError as `sizeOf` does, or where the file is not UTF-8. */
export async function readText(files: BundleFiles, file: string): Promise<string> {
  const size = await sizeOf(files, file);
  return decodeText(await files.read(file, 0, size), codeOf(file), file);
}
