import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { checkRun, command, fresh, onlyRun, openText } from "./session.js";

const odd: Record<string, string> = {
  emoji: "I left smiling 🙂 and my family 👨‍👩‍👧 too",
  accents: "a déjà vu of a naïve café, also as e\u0301 and o\u0308",
  Chinese: "这部电影 is 很好",
  tabs: "one\ttwo\t\tthree",
  "zero-width characters": "sur\u200bprise and \ufeffjoy",
  "a lone surrogate": "half \ud83d a smile",
  "control characters": "a\u0000b\u0007c",
  markup: "<img src=x onerror=alert(1)> [CLS] ##ing </script>",
  "one long word": "a".repeat(3000),
};

suite("odd text", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
  });

  for (const [what, text] of Object.entries(odd))
    test(what, async () => {
      const run = await skim.classify(text);
      assert.ok(run);
      assert.equal(run.state, "done", JSON.stringify(run.failure));
      checkRun(run);
    });

  test("CRLF: offsets are those of the document", async () => {
    const editor = await openText("First line here.\nsecond line there.");
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    const run = await onlyRun(skim, () => command("classifyDocument"));
    checkRun(run);
    assert.ok(run.passage.text.includes("\r\n"));
    const second = run.tokens.find((token) => run.passage.text.slice(token.start, token.end) === "second");
    assert.ok(second, "no token covers “second”");
    assert.deepEqual(editor.document.positionAt(second.start), new vscode.Position(1, 0));
  });

  test("5,000 words: windows side by side, every word read", async function () {
    const words = ["charming", "slow", "the", "film", "rain", "never", "ends"];
    const text = Array.from(
      { length: 5000 },
      (_, i) => (words[(i * i) % words.length] ?? "") + (i % 12 === 11 ? "." : ""),
    ).join(" ");
    const run = await skim.classify(text);
    assert.ok(run);
    checkRun(run);
    assert.ok(run.windows.length > 1);
    for (const window of run.windows) assert.ok(window.count <= run.model.maxTokens);
    const read = new Set(run.tokens.filter(({ special }) => !special).map(({ word }) => word));
    assert.ok(read.size >= 5000, `${read.size} words were read`);
  });
});
