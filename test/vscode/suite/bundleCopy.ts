// A copy of the tiny model, to be harmed or changed.
import { Uri, workspace } from "vscode";
import { scratch, tiny } from "./place.js";

export const weights = "model.safetensors";
export const bundleFiles = ["config.json", "tokenizer.json", weights];
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

/** In a folder of its own, whose parent is the test's to delete. */
export async function copyOfTiny(name: string): Promise<Uri> {
  const folder = Uri.joinPath(scratch(), name);
  await workspace.fs.createDirectory(folder);
  for (const file of bundleFiles) await write(folder, file, await read(tiny, file));
  return folder;
}

/** What the setting says of it: a path, or a URI where the disk is out of reach. */
export const named = (uri: Uri): string => (uri.scheme === "file" ? uri.fsPath : uri.toString());
