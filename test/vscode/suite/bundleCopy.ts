// A copy of the bundle under test, to be harmed or changed.
import { Uri, workspace } from "vscode";
import { scratch } from "./place.js";
import { bundleFolder } from "./session.js";

export const weights = "model.safetensors";
type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;

export const read = async (folder: Uri, file: string): Promise<Uint8Array> =>
  new Uint8Array(await workspace.fs.readFile(Uri.joinPath(folder, file)));
export const write = (folder: Uri, file: string, content: Uint8Array | string): Thenable<void> =>
  workspace.fs.writeFile(
    Uri.joinPath(folder, file),
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
export const remove = (folder: Uri, file: string): Thenable<void> => workspace.fs.delete(Uri.joinPath(folder, file));

/** The header of a weights file, and where the tensors' bytes begin. */
export function headerOf(bytes: Uint8Array): { header: Header; start: number } {
  const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))) as Header, start };
}

/** Writes the header anew; the tensors' bytes stay. */
export async function header(folder: Uri, change: (header: Header) => void): Promise<void> {
  const bytes = await read(folder, weights);
  const { header, start } = headerOf(bytes);
  change(header);
  const changed = new TextEncoder().encode(JSON.stringify(header));
  const all = new Uint8Array(8 + changed.length + bytes.length - start);
  new DataView(all.buffer).setBigUint64(0, BigInt(changed.length), true);
  all.set(changed, 8);
  all.set(bytes.subarray(start), 8 + changed.length);
  await write(folder, weights, all);
}

export async function json(folder: Uri, file: string, change: (json: Record<string, unknown>) => void): Promise<void> {
  const parsed = JSON.parse(new TextDecoder().decode(await read(folder, file))) as Record<string, unknown>;
  change(parsed);
  await write(folder, file, JSON.stringify(parsed));
}

export const tensors = (h: Header) => Object.entries(h).filter(([name]) => name !== "__metadata__");

/** In a folder of its own, whose parent is the test's to delete. */
export async function copyOfBundle(name: string): Promise<Uri> {
  const folder = Uri.joinPath(scratch(), name);
  await workspace.fs.createDirectory(folder);
  for (const file of ["config.json", "tokenizer.json", weights])
    await write(folder, file, await read(bundleFolder(), file));
  return folder;
}

/** What the setting says of it: a path, or a URI where the disk is out of reach. */
export const named = (uri: Uri): string => (uri.scheme === "file" ? uri.fsPath : uri.toString());
