// The extension under test, and the few steps that every test takes.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { SkimEvent } from "../../../src/run/events.js";
import type { Run } from "../../../src/run/run.js";
import { eventually, hasPage, inPage } from "./page.js";
import { model } from "./place.js";

export function extension(): vscode.Extension<TranskimmerApi> {
  const found = vscode.extensions.getExtension<TranskimmerApi>("transkimmer.transkimmer");
  assert.ok(found, "transkimmer.transkimmer is not installed");
  return found;
}

export async function api(): Promise<TranskimmerApi> {
  return extension().activate();
}

export const set = (key: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration("transkimmer").update(key, value, vscode.ConfigurationTarget.Global);

const written = (key: string): unknown => vscode.workspace.getConfiguration("transkimmer").inspect(key)?.globalValue;

export const command = (name: string): Thenable<unknown> => vscode.commands.executeCommand(`transkimmer.${name}`);

/** Closes all editors and the panel, idles, and goes back to the model under test, or to `use`. */
export async function fresh(use = model): Promise<TranskimmerApi> {
  const skim = await api();
  await command("cancel");
  await skim.whenIdle();
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  // A closed view's page lives on in the window for a moment: what a test did there would be lost.
  if (hasPage)
    await eventually(
      "closed views",
      async () => (await inPage('document.querySelectorAll("iframe.webview").length')) === 0,
    );
  await vscode.commands.executeCommand("notifications.clearAll");
  for (const [key, value] of Object.entries({
    model: use,
    threshold: undefined,
    policy: undefined,
    share: undefined,
    "attention-threshold": undefined,
    seed: undefined,
    precision: undefined,
    backend: undefined,
  }))
    if (written(key) !== value) await set(key, value); // each goes through a file on the disk
  return skim;
}

/** A new untitled text in an editor. */
export async function openText(content: string, language = "plaintext"): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  // VS Code names it as the one that was closed before it, and as long as that one's backup is on the disk it opens with that one's text.
  if (document.getText() !== content) {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    await editor.edit((edit) => edit.replace(document.validateRange(whole), content));
  }
  return editor;
}

export interface Recorded {
  runs: Run[];
  events: { run: string; event: SkimEvent }[];
}

/** What `work` made the extension run; runs are copies as they stood at the end. */
export async function record(skim: TranskimmerApi, work: () => Thenable<unknown>): Promise<Recorded> {
  const runs = new Map<string, Run>();
  const events: Recorded["events"] = [];
  const listener = skim.onDidChangeRun((change) => {
    if (change.kind === "started") runs.set(change.run.id, change.run);
    // The run before is timed in its pause: that is no run of this work.
    if (change.kind === "event" && runs.has(change.run.id)) events.push({ run: change.run.id, event: change.event });
  });
  await work();
  await skim.whenIdle();
  listener.dispose();
  return { runs: [...runs.values()].map((run) => structuredClone(run)), events };
}

/** Resolves at the first layer of the next run. */
export function firstLayer(skim: TranskimmerApi): Promise<Run> {
  return new Promise((resolve) => {
    const listener = skim.onDidChangeRun((change) => {
      if (change.kind !== "event" || change.event.kind !== "layer") return;
      listener.dispose();
      resolve(change.run);
    });
  });
}

/** The one run that `work` made, and it is done. */
export async function onlyRun(skim: TranskimmerApi, work: () => Thenable<unknown>): Promise<Run> {
  const { runs } = await record(skim, work);
  assert.equal(runs.length, 1, `one run, not ${runs.length}; model: ${JSON.stringify(skim.modelStatus())}`);
  const [run] = runs;
  assert.ok(run);
  assert.equal(run.state, "done", JSON.stringify(run.failure));
  return run;
}

/** What holds for any finished run, whatever the model: nested masks, order of spans, counts that agree. */
export function checkRun(run: Run): void {
  const { layers, labels } = run.model;
  assert.equal(run.state, "done");
  assert.ok(run.result);
  assert.equal(run.result.logits.length, labels.length);
  assert.ok(Math.abs(run.result.probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-5);
  assert.equal(run.result.label, run.result.logits.indexOf(Math.max(...run.result.logits)));
  assert.equal(run.depth.length, run.tokens.length);
  for (let layer = 0; layer < layers; layer++) {
    assert.equal(run.kept[layer], run.depth.filter((depth) => depth > layer).length, `kept at layer ${layer}`);
    run.tokens.forEach((_, token) => {
      const first = run.windows.some((window) => window.first === token);
      const asked = !first && (run.depth[token] ?? 0) >= layer;
      assert.equal(run.scores[layer]?.[token] !== null, asked, `p of token ${token} at layer ${layer}`);
    });
  }
  for (const window of run.windows) assert.equal(run.depth[window.first], layers, "position 0 is always kept");
  let end = 0;
  for (const token of run.tokens.filter(({ special }) => !special)) {
    assert.ok(token.start >= end && token.end > token.start && token.end <= run.passage.text.length);
    end = token.end;
  }
}

/** What the hover at an offset says, its Markdown. */
export async function hoverText(editor: vscode.TextEditor, at: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    editor.document.uri,
    editor.document.positionAt(at),
  );
  return hovers
    .flatMap(({ contents }) => contents.map((part) => (part instanceof vscode.MarkdownString ? part.value : "")))
    .join("\n");
}

/** One message of VS Code has these words. A window under test shows none by itself: their list has them. */
export const said = (words: string): Promise<unknown> =>
  eventually(`one message with “${words}”`, async () => {
    await vscode.commands.executeCommand("notifications.showList");
    const all = "[...document.querySelectorAll('.notification-list-item-message')].map((e) => e.textContent)";
    const messages = (await inPage(all)) as string[];
    if (messages.filter((message) => message.includes(words)).length === 1) return true;
    throw new Error(JSON.stringify(messages));
  });

/** Presses a message's button, once it is in VS Code's list of them. */
export const pressInMessage = (words: string): Promise<unknown> =>
  eventually(`a message's button “${words}”`, () =>
    inPage(`(() => {
      const buttons = [...document.querySelectorAll(".notification-list-item-buttons-container .monaco-button")];
      const button = buttons.find(({ textContent }) => textContent === ${JSON.stringify(words)});
      button?.click();
      return button !== undefined;
    })()`),
  );
