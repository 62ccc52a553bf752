// How a data set's file is to be read is asked where the file does not show it, and what a person answers is of that file.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { eventually, inFrame, inPage, needsPage, press } from "./page.js";
import { scratch } from "./place.js";
import { fresh, set } from "./session.js";

const widget = "document.querySelector('.quick-input-widget')";

/** What the question's box says, once it says these words. */
async function asked(words: RegExp): Promise<string> {
  const said = await eventually(String(words), async () => {
    const text = await inPage(`${widget}?.checkVisibility() ? ${widget}.innerText.replace(/\\s+/g, " ") : ""`);
    return words.test(String(text)) && String(text);
  });
  return String(said);
}

/** Picks the item that these words filter. */
async function answer(words: string): Promise<void> {
  await inPage(`${widget}.querySelector("input[type=text], input:not([type=checkbox])").focus()`);
  for (const key of words) await press(key === " " ? "Space" : key);
  await press("Enter");
}

suite("how a data set is read", () => {
  let skim: TranskimmerApi;
  suiteSetup(function () {
    needsPage(this);
  });
  setup(async () => {
    skim = await fresh("sst2"); // of two labels
    await set("evaluation.thresholds", [0.5]);
  });
  teardown(async () => {
    skim.evaluations.cancel();
    await skim.evaluations.whenIdle();
    await skim.evaluations.forget();
    await set("evaluation.thresholds", undefined);
  });

  /** Two columns of prose, and labels that are ids as well as counted from 1. */
  const write = async (name: string): Promise<vscode.Uri> => {
    const file = vscode.Uri.joinPath(scratch(), name);
    const rows = [
      "headline,story,label",
      "A quiet film,It finds its feet,1",
      "One more of these,It forgets its plot,1",
    ];
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`${rows.join("\n")}\n`));
    return file;
  };
  const begin = (file: vscode.Uri) => vscode.commands.executeCommand("transkimmer.evaluateDataSet", file);

  test("questions are read whole, with what stands in the columns and a way back; answers are of their file alone", async () => {
    await begin(await write("first.csv"));
    const columns = await asked(/Which column of first\.csv holds the texts\?/);
    assert.match(columns, /column “headline” ?e\.g\. “A quiet film”/);
    assert.match(columns, /column “story” ?e\.g\. “It finds its feet”/);
    await answer("headline");
    const whole =
      /What do the labels of first\.csv mean\? Column “label” holds 1 \(2 rows\), but neither 0 nor 2, so they may be ids or be counted from 1; the model's labels are 0 = negative, 1 = positive\./;
    await asked(whole);
    const message = `${widget}.querySelector(".quick-input-message")`;
    if (await inPage(`${message}.textContent !== ""`)) {
      assert.equal(await inPage(`${message}.scrollWidth > ${message}.clientWidth`), false, "the question is cut");
      assert.equal(await inPage(`${message}.scrollHeight > ${message}.clientHeight`), false, "the question is cut");
      const read = `[...${widget}.querySelectorAll("input")].some((e) => e.getAttribute("aria-describedby")?.split(" ").includes(${message}.id))`;
      assert.equal(await inPage(read), true, "a screen reader does not read it");
    }
    await inPage(`${widget}.querySelector(".codicon-quick-input-back").click()`);
    await asked(/Which column of first\.csv holds the texts\?/);
    assert.equal(await inPage(`${widget}.querySelectorAll(".codicon-quick-input-back").length`), 0);
    await answer("story");
    await asked(whole);
    await answer("the model's ids");
    await skim.evaluations.whenIdle();
    const said = skim.evaluations.table?.columns ?? "";
    assert.match(said, /Texts: column “story” \(chosen\)/);
    assert.equal(skim.evaluations.table?.labelled, 2);

    // Another file asks anew. Its question is closed: the first one is shown again, and keeps its answers when it is read otherwise.
    await begin(await write("second.csv"));
    await asked(/Which column of second\.csv holds the texts\?/);
    await press("Escape");
    await skim.evaluations.whenIdle();
    assert.equal(skim.evaluations.status.file, "first.csv");
    await eventually("the button", () =>
      inFrame(`(() => {
        const found = [...document.querySelectorAll("button")].find((b) => b.textContent.startsWith("Read Otherwise"));
        found?.click();
        return !!found;
      })()`),
    );
    await asked(/What is to be read in another way\?/);
    await answer("Meaning of");
    await asked(/Read until now: the model's ids\./);
    await answer("counted from 1");
    await eventually("another reading", () => skim.evaluations.table?.columns.includes("counted from 1"));
    await skim.evaluations.whenIdle();
    assert.match(skim.evaluations.table.columns, /Texts: column “story” \(chosen\)/);
    assert.equal(skim.evaluations.table.labelled, 2);
  });
});
