// The tree of models as the window shows it, and a folder for it.
import * as vscode from "vscode";
import { headerOf, read, weights, write } from "./bundleCopy.js";
import { eventually, inPage } from "./page.js";
import { scratch } from "./place.js";
import { extension } from "./session.js";

export const add = (folder: vscode.Uri): Thenable<unknown> =>
  vscode.commands.executeCommand("transkimmer.addModelFolder", folder);

/** A script's expression: the row whose words begin with this name. */
export const row = (name: string): string =>
  `[...document.querySelectorAll(".pane-body .monaco-list-row")].find((r) => r.getAttribute("aria-label")?.startsWith(${JSON.stringify(name)}))`;

/** What a row says; "" = there is none. */
export const label = async (name: string): Promise<string> =>
  String(await inPage(`${row(name)}?.getAttribute("aria-label") ?? ""`));

export const says = (name: string, what: RegExp): Promise<unknown> =>
  eventually(`${name}: ${what.source}`, async () => {
    const text = await label(name);
    if (what.test(text)) return true;
    throw new Error(text);
  });

/** Presses a row's own button. */
export const pressButton = (name: string, title: string): Promise<unknown> =>
  eventually(title, () => {
    const found = `${row(name)}?.querySelector('.action-label[aria-label^="${title}"]')`;
    return inPage(`(() => { const b = ${found}; b?.click(); return !!b; })()`);
  });

/** The tiny model without what makes it skim. */
export async function withoutPredictors(name: string): Promise<vscode.Uri> {
  const tiny = vscode.Uri.joinPath(extension().extensionUri, "test/fixtures/tiny");
  const folder = vscode.Uri.joinPath(scratch(), name);
  await vscode.workspace.fs.createDirectory(folder);
  for (const file of ["config.json", "tokenizer.json"]) await write(folder, file, await read(tiny, file));
  const bytes = await read(tiny, weights);
  const { start } = headerOf(bytes);
  const text = new TextDecoder().decode(bytes.subarray(8, start)).replaceAll("skim_predictors", "none_predictors");
  bytes.set(new TextEncoder().encode(text), 8);
  await write(folder, weights, bytes);
  return folder;
}
