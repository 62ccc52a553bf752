import { Uri, workspace, type ExtensionContext } from "vscode";
import { fingerprint } from "../saved/fingerprint.js";

/**
 * Where all windows of this workspace keep what belongs to it. VS Code's own place for that, `storageUri`, is one window's: while an
 * extension host lives, as a server's does for minutes after its browser tab was closed, the next one is given another. Null without a folder.
 */
export function workspaceStorage({ globalStorageUri }: ExtensionContext): Uri | null {
  const place = workspace.workspaceFile ?? workspace.workspaceFolders?.[0]?.uri;
  return place ? Uri.joinPath(globalStorageUri, "workspaces", nameFor(place.toString())) : null;
}

/** A file's name for a URI of any length: its end, for people, and 64 bits of all of it. */
function nameFor(uri: string): string {
  const end = uri.replace(/[^\w.-]+/g, "-").slice(-40);
  return `${end}-${fingerprint(uri)}`;
}
