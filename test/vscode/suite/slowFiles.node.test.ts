// A model, and a data set, on a file system that takes its time: what a person cancels does not wait for it.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { bundleFiles, read } from "./bundleCopy.js";
import { tiny } from "./place.js";
import { command, fresh, openText, set } from "./session.js";

/** Holds one folder's files; while `held` it does not say of any whether it is there, and tells `onDidAsk` that it was asked. */
class SlowFiles implements vscode.FileSystemProvider {
  held: Promise<void> | null = null;
  readonly #asked = new vscode.EventEmitter<void>();
  readonly onDidAsk = this.#asked.event;
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(private readonly files: ReadonlyMap<string, Uint8Array>) {}

  async stat({ path }: vscode.Uri): Promise<vscode.FileStat> {
    if (this.held) this.#asked.fire();
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

suite("on a slow file system", () => {
  let skim: TranskimmerApi;
  let registered: vscode.Disposable | null = null;
  let answer: () => void = () => undefined;
  setup(async () => {
    skim = await fresh();
  });
  teardown(async () => {
    answer();
    registered?.dispose();
    await fresh();
  });

  function serve(files: ReadonlyMap<string, Uint8Array>): SlowFiles {
    const slow = new SlowFiles(files);
    registered = vscode.workspace.registerFileSystemProvider("slow", slow, { isReadonly: true });
    return slow;
  }
  function hold(slow: SlowFiles): void {
    slow.held = new Promise((resolve) => (answer = resolve));
  }

  test("a cancel does not wait until the model's files were looked at again", async () => {
    const files = await Promise.all(
      bundleFiles.map(async (name) => [`/slow/${name}`, await read(tiny, name)] as const),
    );
    const slow = serve(new Map(files));
    await set("model", "slow:/slow");
    await openText("It forgets its plot twice. ".repeat(60));
    await command("classifyDocument");
    await skim.whenIdle();
    assert.equal(skim.lastRun()?.state, "done", JSON.stringify(skim.modelStatus()));
    hold(slow);
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
  });

  test("a cancel does not wait until a data set is opened", async () => {
    await skim.evaluations.forget(); // else the one before is shown again
    const slow = serve(new Map([["/slow/rows.csv", new TextEncoder().encode("text,label\ngood,1\n")]]));
    hold(slow);
    const asked = new Promise<void>((resolve) => slow.onDidAsk(resolve));
    await vscode.commands.executeCommand("transkimmer.evaluateDataSet", vscode.Uri.parse("slow:/slow/rows.csv"));
    await asked;
    assert.equal(skim.evaluations.status.state, "loading");
    skim.evaluations.cancel();
    await skim.evaluations.whenIdle(); // or this waits until the test has to end
    assert.equal(skim.evaluations.status.state, "stopped");
  });
});
