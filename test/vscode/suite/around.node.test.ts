import * as assert from "node:assert/strict";
import type { TranskimmerApi } from "../../../src/extension.js";
import { command, extension, fresh, hoverText, onlyRun, openText, set } from "./session.js";

suite("on the text and around it", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
  });

  test("a word's hover tells its depth; gone when cleared, and when the word was edited", async () => {
    const text = "It forgets its plot twice.";
    const editor = await openText(text);
    const run = await onlyRun(skim, () => command("classifyDocument"));
    const at = text.indexOf("plot") + 1;
    const depth = Math.max(...run.tokens.map((t, i) => (t.start <= at && at < t.end ? (run.depth[i] ?? 0) : 0)));
    const expected =
      depth === run.model.layers
        ? `kept at all ${depth} layers`
        : `skimmed before layer ${depth + 1} of ${run.model.layers}`;
    assert.ok((await hoverText(editor, at)).includes(expected), `${expected}: ${await hoverText(editor, at)}`);
    await command("clearDecorations");
    assert.equal(await hoverText(editor, at), "");
    await onlyRun(skim, () => command("classifyDocument"));
    await editor.edit((edit) => edit.insert(editor.document.positionAt(at), "xx"));
    assert.equal(await hoverText(editor, at), "");
    assert.notEqual(await hoverText(editor, 1), "", "the other words keep theirs");
  });

  test("markup in a text is no markup in its hover", async () => {
    const text = "[click](command:workbench.action.quit) <b>bold</b>";
    const editor = await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    for (let at = 0; at < text.length; at += 3) {
      const said = await hoverText(editor, at);
      assert.doesNotMatch(said, /(^|[^\\])\]\(|(^|[^\\])<b>/);
    }
  });

  test("settings: threshold as a number, as a list, and a list of the wrong length", async () => {
    const text = "Louder, longer, and with even less to say than the first one.";
    const whole = async (threshold: unknown) => {
      await set("threshold", threshold);
      return skim.classify(text);
    };
    const zero = await whole(0);
    assert.ok(zero);
    assert.ok(zero.depth.every((depth) => depth === zero.model.layers));
    const layers = zero.model.layers;
    const list = Array.from({ length: layers }, (_, layer) => (layer === 0 ? 1 : 0));
    const first = await whole(list);
    assert.deepEqual(first?.control, list);
    const wrong = await whole([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    assert.equal(wrong?.state, "failed");
    assert.equal(wrong.failure?.code, "threshold");
    await set("threshold", undefined);
    assert.equal((await skim.classify(text))?.state, "done");
  });

  test("settings: precision", async () => {
    for (const precision of ["fp32", "int8"] as const) {
      await set("precision", precision);
      const run = await skim.classify("It is not good.");
      assert.deepEqual([run?.state, run?.precision], ["done", precision], JSON.stringify(skim.modelStatus()));
    }
  });

  test("every setting and command is described", () => {
    const { contributes } = extension().packageJSON as {
      contributes: {
        configuration: { properties: Record<string, { markdownDescription?: string; description?: string }> };
        commands: { command: string; title: string; category: string }[];
      };
    };
    for (const [key, { markdownDescription, description }] of Object.entries(contributes.configuration.properties))
      assert.ok((markdownDescription ?? description ?? "").length > 20, key);
    for (const { command: id, title, category } of contributes.commands)
      assert.ok(title && category === "Transkimmer", id);
  });
});
