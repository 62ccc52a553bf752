// A model on a file system that takes its time: what a person cancels does not wait for it.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { read, weights } from "./bundleCopy.js";
import { bundleFolder, command, fresh, openText, set } from "./session.js";

/** Holds one folder's files; while `held` it does not say of any whether it is there. */
class SlowFiles implements vscode.FileSystemProvider {
  held: Promise<void> | null = null;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(private readonly files: ReadonlyMap<string, Uint8Array>) {}

  async stat({ path }: vscode.Uri): Promise<vscode.FileStat> {
    await this.held;
    const file = this.files.get(path);
    if (!file) throw vscode.FileSystemError.FileNotFound(path);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: file.length };
  }
  readFile({ path }: vscode.Uri): Uint8Array {
    const file = this.files.get(path);
    if (!file) throw vscode.FileSystemError.FileNotFound(path);
    return file;
  }
  readDirectory = (): [string, vscode.FileType][] =>
    [...this.files.keys()].map((path) => [path.slice(path.lastIndexOf("/") + 1), vscode.FileType.File]);
  watch = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  createDirectory = (): never => this.#readOnly();
  writeFile = (): never => this.#readOnly();
  delete = (): never => this.#readOnly();
  rename = (): never => this.#readOnly();
  #readOnly(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}

suite("a model on a slow file system", () => {
  test("a cancel does not wait until the model's files were looked at again", async () => {
    const skim = await fresh();
    const names = ["config.json", "tokenizer.json", weights];
    const files = await Promise.all(
      names.map(async (name) => [`/slow/${name}`, await read(bundleFolder(), name)] as const),
    );
    const slow = new SlowFiles(new Map(files));
    const registered = vscode.workspace.registerFileSystemProvider("slow", slow, { isReadonly: true });
    let answer: () => void = () => undefined;
    try {
      await set("model", "slow:/slow");
      await openText("It forgets its plot twice. ".repeat(60));
      await command("classifyDocument");
      await skim.whenIdle();
      assert.equal(skim.lastRun()?.state, "done", JSON.stringify(skim.modelStatus()));
      slow.held = new Promise((resolve) => (answer = resolve));
      const cancelled = new Promise<string>((resolve) => {
        const listener = skim.onDidChangeRun(({ kind, run }) => {
          if (kind === "event" && run.done.length > 0) void command("cancel");
          if (kind !== "state") return;
          listener.dispose();
          resolve(run.state);
        });
      });
      const asked = command("classifyDocument");
      assert.equal(await cancelled, "cancelled"); // or this waits until the test has to end
      answer();
      await asked;
    } finally {
      answer();
      registered.dispose();
      await fresh();
    }
  });
});
