import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { checkRun, command, fresh, openText, record } from "./session.js";

const three = "The film starts slowly.\n\nA charming and often affecting journey.\n\n\nIt is not good.\n";

suite("classify", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
  });

  test("a selection: events in order, a result, the passage's place in the document", async () => {
    const editor = await openText(three);
    const start = three.indexOf("A charming");
    const end = three.indexOf("\n\n\nIt is");
    editor.selection = new vscode.Selection(editor.document.positionAt(start), editor.document.positionAt(end));
    const { runs, events } = await record(skim, () => command("classifySelection"));
    assert.equal(runs.length, 1);
    const run = runs[0];
    assert.ok(run);
    checkRun(run);
    assert.equal(run.passage.text, three.slice(start, end));
    assert.equal(run.passage.offset, start);
    assert.equal(run.passage.uri, editor.document.uri.toString());
    assert.deepEqual(
      events.map(({ event }) => (event.kind === "layer" ? event.layer : event.kind)),
      ["tokens", ...Array.from({ length: run.model.layers }, (_, layer) => layer), "result"],
    );
    assert.deepEqual(skim.lastRun(), run);
  });
});
