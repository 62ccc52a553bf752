import { Uri, workspace, type ExtensionContext } from "vscode";

/** Milliseconds. A window without a folder that has not come back by then never will. */
const forgottenAfter = 30 * 24 * 3600 * 1000;
const key = "windowFolder";

/**
 * Where this window keeps what no other may touch. VS Code gives an extension no storage for a window without a folder but the user's,
 * which all such windows share: each has a folder of its own there, and its own state remembers the name through a reload.
 */
export function windowStorage({ storageUri, globalStorageUri, workspaceState }: ExtensionContext): Uri {
  if (storageUri) return storageUri;
  const name = workspaceState.get<string>(key) ?? crypto.randomUUID();
  void workspaceState.update(key, name);
  const windows = Uri.joinPath(globalStorageUri, "windows");
  void forget(windows, name);
  return Uri.joinPath(windows, name);
}

async function forget(windows: Uri, own: string): Promise<void> {
  try {
    // oxlint-disable-next-line no-restricted-properties -- the file system's times are of that clock
    const now = Date.now();
    for (const [name] of await workspace.fs.readDirectory(windows)) {
      const folder = Uri.joinPath(windows, name);
      if (name !== own && (await workspace.fs.stat(folder)).mtime < now - forgottenAfter)
        await workspace.fs.delete(folder, { recursive: true });
    }
  } catch {
    // none was ever made here, or another window has just deleted it
  }
}
