// The runs that a workspace keeps, and the tree that shows them.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, inFrame, inPage, needsPage, press, screenshot } from "./page.js";
import { command, fresh, onlyRun, openText } from "./session.js";

const run = (name: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`transkimmer.${name}`, ...args);

suite("the history of runs", () => {
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
    for (const { id } of await skim.history()) {
      await run("unkeepRun", id);
      await run("deleteRun", id);
    }
    assert.deepEqual(await skim.history(), []);
  });

  const ids = async () => (await skim.history()).map((e) => e.id);

  test("a run is revealed in its document, also where text was put before it; an edited one says so", async () => {
    const text = "A film of great patience.";
    const editor = await openText(text);
    const { id } = await onlyRun(skim, () => command("classifyDocument"));
    await skim.history();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "Before it. "));
    await run("revealRun", id);
    const { activeTextEditor } = vscode.window;
    assert.equal(activeTextEditor?.document.getText(activeTextEditor.selection), text);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 15), "x"));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await run("revealRun", id);
    assert.ok(editor.selection.isEmpty);
  });

  test("pinned, unpinned, deleted, and put side by side", async () => {
    for (const text of ["One of three.", "Two of three.", "Three of three."]) await skim.classify(text);
    const [three = "", two = "", one = ""] = await ids();
    await run("keepRun", two);
    await run("deleteRun", one, [one, three]);
    assert.deepEqual(
      (await skim.history()).map((e) => [e.id, e.pinned]),
      [[two, true]],
    );
    await run("compareA", two);
    await run("compareB", two);
    await run("stopComparing");
    await run("unkeepRun", two);
    await run("deleteRun", two);
    assert.deepEqual(await ids(), []);
  });

  test("a run that is A stays when the same question is asked again", async () => {
    const first = await skim.classify("One question.");
    await command("compareA");
    const second = await skim.classify("One question.");
    assert.deepEqual(await ids(), [second?.id, first?.id]);
    await command("stopComparing");
    const third = await skim.classify("One question.");
    assert.deepEqual(await ids(), [third?.id, first?.id]);
  });

  test("an earlier run whose text is edited keeps its name and its pin, and a deleted one stays away", async () => {
    const editor = await openText("A film of great patience.");
    const first = await onlyRun(skim, () => command("classifyDocument"));
    await skim.classify("Another text altogether.");
    await run("keepRun", first.id);
    await run("showRun", first.id);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 3), "x"));
    await eventually("stale", () => skim.lastRun()?.stale);
    assert.deepEqual(
      (await skim.history()).map((e) => [e.id === first.id, e.pinned]),
      [
        [false, false],
        [true, true],
      ],
    );
    await run("unkeepRun", first.id);
    await run("deleteRun", first.id);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 3), "y"));
    await skim.whenIdle();
    assert.equal((await skim.history()).length, 1);
  });

  test("the same question twice is one entry", async () => {
    await skim.classify("Asked twice.");
    const again = await skim.classify("Asked twice.");
    assert.deepEqual(await ids(), [again?.id]);
    await skim.classify("Asked twice.", { control: [0] });
    assert.equal((await ids()).length, 2);
  });

  test("the newest 50 are kept, and a pinned one whatever comes", async () => {
    const first = await skim.classify("The first.");
    await skim.history();
    await run("keepRun", first?.id);
    for (let i = 0; i < 53; i++) await skim.classify(`Number ${i}.`, { control: [1] });
    const entries = await skim.history();
    assert.equal(entries.length, 51);
    assert.equal(entries.at(-1)?.id, first?.id);
    assert.equal(entries.at(-2)?.excerpt, "Number 3.");
  });

  suite("on the screen", () => {
    suiteSetup(function () {
      needsPage(this);
    });
    const rows = async () =>
      String(
        await inPage(
          `[...document.querySelectorAll(".pane-body .monaco-list-row")].map((r) => r.innerText).join("\\n")`,
        ),
      );

    test("empty, the view says what will be there; then its rows say text, label, model, threshold", async () => {
      await run("history.focus");
      await eventually("welcome", () =>
        inPage('document.querySelector(".welcome-view")?.innerText.includes("newest 50")'),
      );
      await screenshot("test-results/history-empty.png");
      await openText("A strange, generous, badly behaved little picture.");
      await onlyRun(skim, () => command("classifyDocument"));
      await skim.classify("<b>x</b> $(eye) [x](a:b)");
      await eventually("rows", async () =>
        /A strange, generous[\s\S]*0\.5 · \w+ 0\.\d\d · \d\.\d× · tiny/.test(await rows()),
      );
      await eventually("text as text", async () => (await rows()).includes("<b>x</b> $ (eye) [x] (a:b)"));
      const [, picture] = await ids();
      await run("keepRun", picture);
      await eventually("pinned first", async () => /^\s*A strange/.test(await rows()));
      await screenshot("test-results/history.png");
    });

    /** The list has the keys, and these texts from above. */
    async function focused(...texts: string[]): Promise<void> {
      await run("history.focus");
      const wanted = new RegExp(`^\\s*${texts.join("[^]*")}`);
      await eventually(wanted.source, async () => wanted.test(await rows()));
      await run("history.focus"); // it may have gone to what an empty list says
      await press("Home");
    }

    test("a key is about the focused run, and about all selected ones where it is among them", async () => {
      for (const text of ["Four.", "Three.", "Two.", "One."]) await skim.classify(text);
      await focused("One", "Two", "Three", "Four");
      const select = "Control+Shift+Enter";
      for (const key of ["ArrowDown", select, "ArrowDown", "Delete"]) await press(key);
      const left = async () => (await skim.history()).map((e) => e.excerpt).join(" ");
      await eventually("the focused one is gone", async () => (await left()) === "One. Two. Four.");
      await focused("One", "Two", "Four");
      for (const key of [select, "Delete"]) await press(key);
      await eventually("the selected ones are gone", async () => (await left()) === "Four.");
    });

    test("renamed by hand", async () => {
      for (const text of ["Left.", "Named."]) await skim.classify(text);
      await focused("Named", "Left");
      const input =
        'document.querySelector(".quick-input-widget")?.style.display !== "none" && !!document.querySelector(".quick-input-widget input:focus")';
      await press("F2");
      await eventually("input", () => inPage(input));
      for (const key of ["K", "e", "y"]) await press(key);
      await press("Enter");
      const titles = async () => (await skim.history()).map((e) => e.title).join();
      await eventually("its name", async () => (await titles()) === "Key,");
    });

    test("two that are selected are put side by side, and the list says which is A and which B", async () => {
      for (const at of [0, 1]) await skim.classify("Read twice.", { control: [at] });
      await focused("Read twice\\.[^]*2 runs", "1 · ", "0 · ");
      const select = "Control+Shift+Enter";
      for (const key of ["ArrowDown", "ArrowDown", select, "ArrowUp", select]) await press(key);
      await eventually("A and B", async () => /B · 1 · [^]*A · 0 · /.test(await rows()));
      await screenshot("test-results/history-texts.png");
      await command("stopComparing");
    });

    test("a slider leaves one entry where it is let go, and none that it passes", async () => {
      await openText("What a strange, generous, badly behaved little picture this is!");
      const { id } = await onlyRun(skim, () => command("classifyDocument"));
      await eventually("bars", () => inFrame('document.querySelectorAll(".bar").length'));
      const stood: number[] = [];
      for (const end of ["", "blur", "", "blur"]) {
        const at = await inFrame(`(() => {
          const slider = document.querySelector(".axis-slider");
          slider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
          slider.dispatchEvent(new Event("${end}"));
          return slider.getAttribute("aria-valuenow");
        })()`);
        stood.push(Number(at));
        await eventually(
          `run at ${String(at)}`,
          () => skim.lastRun()?.control[0] === Number(at) && skim.lastRun()?.state === "done",
        );
      }
      await skim.whenIdle(); // the result is on the screen a little before the run ends and is kept
      const entries = await skim.history();
      assert.deepEqual(
        entries.map((e) => e.control?.at[0]),
        [stood[3], stood[1], entries.find((e) => e.id === id)?.control?.at[0]],
      );
    });
  });
});
