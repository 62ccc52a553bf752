// Texts that are no file on a disk, or cannot be written to: each is classified, marked and explained like any other.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { Run } from "../../../src/run/run.js";
import { bundleFiles, read } from "./bundleCopy.js";
import { eventually } from "./page.js";
import { tiny } from "./place.js";
import { checkRun, command, fresh, hoverText, onlyRun, openText, set } from "./session.js";

const text = "A charming and often affecting journey. It never bores.";
const scheme = "skimread";

/** Read-only, in memory: what an extension for an archive or a repository on a server gives. */
class Shelf implements vscode.FileSystemProvider {
  readonly files = new Map<string, Uint8Array>();
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch = () => new vscode.Disposable(() => undefined);
  stat({ path }: vscode.Uri): vscode.FileStat {
    const bytes = this.files.get(path);
    if (bytes) return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length };
    if (this.readDirectory(vscode.Uri.from({ scheme, path })).length === 0) throw vscode.FileSystemError.FileNotFound();
    return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  }
  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const inside = [...this.files.keys()].filter((file) => file.startsWith(`${path}/`));
    return inside.map((file) => [file.slice(path.length + 1), vscode.FileType.File]);
  }
  readFile({ path }: vscode.Uri): Uint8Array {
    const bytes = this.files.get(path);
    if (!bytes) throw vscode.FileSystemError.FileNotFound();
    return bytes;
  }
  #never = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  createDirectory = this.#never;
  writeFile = this.#never;
  delete = this.#never;
  rename = this.#never;
}

suite("editors of all kinds", () => {
  let skim: TranskimmerApi;
  const shelf = new Shelf();
  let registered: vscode.Disposable;
  suiteSetup(() => {
    registered = vscode.workspace.registerFileSystemProvider(scheme, shelf, { isReadonly: true });
  });
  suiteTeardown(() => void registered.dispose());
  setup(async () => {
    skim = await fresh();
  });

  /** The run is of this document, and a word of it has its story. */
  async function isOf(run: Run, editor: vscode.TextEditor): Promise<void> {
    checkRun(run);
    assert.equal(run.passage.text, text);
    assert.equal(run.passage.uri, editor.document.uri.toString());
    assert.match(await hoverText(editor, text.indexOf("charming") + 1), /charming.*layer/s);
  }
  const shelved = (name: string, content = text) => {
    shelf.files.set(`/${name}`, new TextEncoder().encode(content));
    return vscode.Uri.from({ scheme, path: `/${name}` });
  };

  test("a file that cannot be written to, on no disk", async () => {
    const editor = await vscode.window.showTextDocument(shelved("review.txt"), { viewColumn: vscode.ViewColumn.One });
    const run = await onlyRun(skim, () => command("classifyDocument"));
    await isOf(run, editor);
    assert.equal(run.passage.name, "review.txt");
  });

  test("a model on no disk", async () => {
    for (const file of bundleFiles) shelf.files.set(`/model/${file}`, await read(tiny, file));
    const own = await skim.classify(text);
    await set("model", vscode.Uri.from({ scheme, path: "/model" }).toString());
    const run = await skim.classify(text);
    assert.equal(run?.state, "done", JSON.stringify(skim.modelStatus()));
    assert.deepEqual([run.depth, run.result?.logits], [own?.depth, own?.result?.logits]);
  });

  test("both sides of a comparison of two texts", async () => {
    const left = shelved("before.txt", "Nothing of this is left.");
    await vscode.commands.executeCommand("vscode.diff", left, shelved("after.txt"), "before ↔ after", {
      viewColumn: vscode.ViewColumn.One,
    });
    const side = (name: string) =>
      eventually(name, () => vscode.window.visibleTextEditors.find(({ document }) => document.uri.path === `/${name}`));
    const after = await side("after.txt");
    assert.ok(after);
    await isOf(await onlyRun(skim, () => command("classifyDocument")), after);
    await vscode.commands.executeCommand("workbench.action.compareEditor.focusOtherSide");
    await eventually("the other side", () => vscode.window.activeTextEditor?.document.uri.path === "/before.txt");
    const run = await onlyRun(skim, () => command("classifyDocument"));
    assert.equal(run.passage.text, "Nothing of this is left.");
    assert.equal(run.passage.uri, left.toString());
  });

  test("classified again, an edited text is the text as it is now, with all its words marked", async () => {
    const editor = await openText(`Before.\n\n${text}\n\nAfter.`);
    editor.selection = new vscode.Selection(2, 3, 2, 3);
    await onlyRun(skim, () => command("classifySelection"));
    const before = text.indexOf("never");
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), "Well. ");
      edit.replace(new vscode.Range(2, before, 2, before + 5), "hardly ever");
    });
    assert.equal(skim.lastRun()?.stale, true);
    const run = await onlyRun(skim, () => command("classifyAgain"));
    assert.equal(run.passage.text, text.replace("never", "hardly ever"));
    assert.equal(run.stale, false);
    assert.match(await hoverText(editor, editor.document.getText().indexOf("hardly") + 1), /hardly.*layer/s);
  });
});
