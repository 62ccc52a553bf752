// What is on the screen, read from the window's own page (only where the launcher has one).
import * as assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { columnDepth, columnsOf } from "../../../src/run/run.js";
import { fateOf, markOf } from "../../../src/words/fate.js";
import { scratch } from "./place.js";
import { eventually, inFrame, inPage, needsPage } from "./page.js";
import { command, fresh, hoverText, onlyRun, openText, set } from "./session.js";

const text = "What a strange, generous, badly behaved little picture this is!";

suite("the skim view on the screen", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh();
  });

  test("the words are marked in the editor", async () => {
    await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    const marked = 'document.querySelectorAll(".editor-instance .view-lines .view-line [class*=ced-]").length';
    await eventually("marks", () => inPage(marked));
    await command("clearDecorations");
    await eventually("no marks", async () => (await inPage(marked)) === 0);
  });

  /** Each word's line (its style and weight) and whether it is faded. */
  const seen = `[...document.querySelectorAll(".view-lines .view-line span span")].map((e) => [e.textContent, getComputedStyle(e)]).map(([text, s]) =>
    [text, s.textDecorationLine === "none" ? "" : s.textDecorationStyle + " " + parseFloat(s.textDecorationThickness), s.color === faded])`;
  const marks = async () =>
    (await inPage(`(() => {
      const probe = document.querySelector(".monaco-workbench").appendChild(document.createElement("i"));
      probe.style.color = "var(--vscode-transkimmer-skimmedForeground)";
      const faded = getComputedStyle(probe).color;
      probe.remove();
      return ${seen};
    })()`)) as [string, string, boolean][];
  const lines = ["", "dotted 1", "dashed 1", "solid 1", "solid 2", "solid 3", "double 2"];

  test("its marks are read under a selection, too: the deeper a word went, the heavier the line under it; what has left fades as the layers are stepped through", async () => {
    const editor = await openText(text);
    editor.selection = new vscode.Selection(0, 0, 0, text.length);
    const run = await onlyRun(skim, () => command("classifySelection"));
    assert.ok(!editor.selection.isEmpty, "the selection is the person's own");
    const { layers } = run.model;
    const words = columnsOf(run, "word").filter(({ special }) => !special);
    const fits = async (layer: number): Promise<boolean> => {
      // Words that are marked alike and touch are one piece of the page.
      const each = (await marks()).flatMap(([piece, line, faded]) =>
        piece.split("").map(() => ({ line: lines.indexOf(line), faded })),
      );
      return words.every((word) =>
        isDeepStrictEqual(each[word.start], markOf(fateOf(run, word), columnDepth(run, word), layer, layers)),
      );
    };
    await eventually("lines by depth", () => fits(layers));
    const key = (name: string) =>
      inFrame(
        `document.querySelector(".run .scrubber").dispatchEvent(new KeyboardEvent("keydown", { key: "${name}" }))`,
      );
    await eventually("the line of layers", () => inFrame('document.querySelectorAll(".run .scrubber").length'));
    await key("Home");
    await eventually("no word has left", () => fits(0));
    await key("ArrowDown");
    await inFrame("new Promise(requestAnimationFrame).then(() => null)");
    await key("ArrowDown");
    await eventually("what left before layer 3", () => fits(2));
    await key("End");
    await eventually("the whole run", () => fits(layers));
  });

  test("in high contrast every word is underlined with the text, on the caret's line, too, or faded", async () => {
    const workbench = vscode.workspace.getConfiguration("workbench");
    await workbench.update("colorTheme", "Default High Contrast", vscode.ConfigurationTarget.Global);
    try {
      await openText(text);
      const run = await onlyRun(skim, () => command("classifyDocument"));
      const words = columnsOf(run, "word").filter(({ special }) => !special);
      await eventually("marks", async () => {
        const each = (await marks()).flatMap(([piece, line, faded]) => piece.split("").map(() => line !== "" || faded));
        return words.every(({ start }) => each[start]);
      });
    } finally {
      await workbench.update("colorTheme", undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test("a word that the mouse came to rest on in the editor is lit, and not for ever: VS Code never says that the mouse has left", async () => {
    const editor = await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    const lit = () => inFrame('[...document.querySelectorAll(".labels .lit")].map((n) => n.textContent).join()');
    await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
    await eventually("the word", async () => {
      await hoverText(editor, text.indexOf("strange") + 1); // again, where a busy page shows it once it has gone out
      return (await lit()) === "strange";
    });
    await eventually("no word", async () => (await lit()) === "");
  });

  test("a word that is pointed at in the picture is lit in the editor, also behind an edit, and none is once the picture is left", async () => {
    const editor = await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
    const key = async (name: string) => {
      await inFrame(
        `document.querySelector(".run .crosshair").dispatchEvent(new KeyboardEvent("keydown", { key: "${name}", bubbles: true }))`,
      );
      await inFrame("new Promise(requestAnimationFrame).then(() => null)");
    };
    // VS Code draws a frame on a layer over the text: it is around the words whose middle it has.
    const framed = `(() => {
      const frames = [...document.querySelectorAll(".editor-instance .view-overlays .cdr")]
        .filter((e) => getComputedStyle(e).borderTopStyle === "solid").map((e) => e.getBoundingClientRect());
      return [...document.querySelectorAll(".editor-instance .view-lines .view-line span span")].filter((e) => {
        const { left, right, top, bottom } = e.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        return frames.some((f) => f.left < x && x < f.right && f.top < y && y < f.bottom);
      }).map((e) => e.textContent).join("|");
    })()`;
    const lit = (word: string) => eventually(`“${word}”`, async () => (await inPage(framed)) === word);
    for (const name of ["Home", "ArrowRight", "ArrowRight", "ArrowRight"]) await key(name); // [CLS] is the first
    await lit("strange");
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "Well: "));
    await lit("strange");
    await key("ArrowLeft");
    await lit("a");
    await key("Escape");
    await lit("");
  });

  test("in the pause after a run it is timed; closed and opened again the view shows both", async () => {
    await openText(text);
    const run = await onlyRun(skim, () => command("classifyDocument"));
    await eventually("its time", () => skim.lastRun()?.speed);
    const panel = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview);
    await vscode.window.tabGroups.close(panel);
    await command("openSkimView");
    const label = run.model.labels[run.result?.label ?? -1];
    await eventually(
      "the label",
      async () => (await inFrame('document.querySelector(".result .label")?.textContent')) === label,
    );
    assert.match(String(await inFrame('document.querySelector(".speed")?.textContent')), /\d× as fast/);
  });

  test("it does not cover the text that it was behind", async () => {
    await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    const isView = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputWebview;
    const place = () => vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(isView));
    const column = place()?.viewColumn;
    assert.ok(column);
    const document = await vscode.workspace.openTextDocument({ content: `Not one joke lands. ${text}` });
    await vscode.window.showTextDocument(document, column);
    await onlyRun(skim, () => command("classifyDocument"));
    await eventually("the view is in front", () => place()?.tabs.some((tab) => tab.isActive && isView(tab)));
    assert.notEqual(place()?.viewColumn, column);
    await eventually("it is no preview", () => place()?.tabs.some((tab) => isView(tab) && !tab.isPreview));
    await eventually("the text has the focus", () => vscode.window.activeTextEditor?.document === document);
    const file = vscode.Uri.joinPath(scratch(), "other.txt");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(file, {
      viewColumn: place()?.viewColumn ?? vscode.ViewColumn.Three,
      preview: true,
    }); // a click in the Explorer
    assert.ok(place(), "the view was closed");
    assert.ok(vscode.window.visibleTextEditors.some((editor) => editor.document === document));
  });

  test("a slider that is dragged: every message is of a run that the view knows, and the last one asked for is shown", async () => {
    await set("model", "sst2"); // its runs take long enough to be told of layer by layer
    await openText(text);
    await onlyRun(skim, () => command("classifyDocument"));
    // The slider is in the page before the run is, and asks for nothing until then.
    await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
    await inFrame(`(() => {
      window.sent = [];
      window.addEventListener("message", ({ data }) => window.sent.push(data));
      const slider = document.querySelector(".axis-slider");
      let steps = 0;
      const drag = setInterval(() => {
        const key = steps++ < 20 ? "ArrowRight" : "ArrowLeft";
        slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        if (steps < 40) return;
        clearInterval(drag);
        window.last = Number(slider.getAttribute("aria-valuenow"));
      }, 10);
    })()`);
    interface Sent {
      type: string;
      runId?: string;
      state?: string;
      run?: { id: string } | null;
    }
    let last: unknown;
    await eventually("the last step", async () => (last = await inFrame("window.last")));
    await eventually("the last run", () => {
      const run = skim.lastRun();
      return run?.control[0] === last && run?.state === "done";
    });
    let sent: Sent[] = [];
    await eventually("word of it in the page", async () => {
      sent = (await inFrame("window.sent")) as Sent[];
      return sent.some(({ runId, state }) => runId === skim.lastRun()?.id && state === "done");
    });
    let known = "";
    for (const { type, run, runId } of sent) {
      if (type === "snapshot") known = run?.id ?? "";
      if (type === "event" || type === "runState")
        assert.equal(runId, known, "a message of a run that no snapshot told of");
    }
    await eventually("the true run is shown", () => inFrame('!document.querySelector(".threshold[data-pending]")'));
    assert.equal(await inFrame('document.querySelector(".axis-slider").getAttribute("aria-valuenow")'), String(last));
    // A step changes little, and nothing of a text's first layer: that was not computed again, and the view says so.
    assert.ok((skim.lastRun()?.result?.reused ?? 0) > 0);
    assert.match(
      String(await inFrame(`document.querySelector(".more").textContent`)),
      /\d of 6 layers were taken over from the run before and took no time/,
    );
  });

  test("markup in a text stays text", async () => {
    await openText('<img src=x onerror="window.hit=1"> <b>bold</b> </script>');
    await onlyRun(skim, () => command("classifyDocument"));
    await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
    assert.deepEqual(await inFrame('[document.querySelectorAll("img, b").length, typeof window.hit]'), [
      0,
      "undefined",
    ]);
  });

  test("a model that is not there is told in the view", async () => {
    await command("openSkimView");
    await set("model", "nonesuch");
    await openText(text);
    await command("classifyDocument");
    await eventually("the message", async () => String(await inFrame("document.body.innerText")).includes("nonesuch"));
    await set("model", undefined);
  });
});
