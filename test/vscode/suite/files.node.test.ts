// Runs as files: saved, opened again without a model, and whatever else may be called so.
import * as assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { Run } from "../../../src/run/run.js";
import { eventually, inFrame, needsPage, screenshot } from "./page.js";
import { root } from "./place.js";
import { command, fresh, onlyRun, openText } from "./session.js";

const run = (name: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`transkimmer.${name}`, ...args);
const fixture = join(root, "test/fixtures/saved/v1.skimrun.json");

suite("runs as files", () => {
  let skim: TranskimmerApi;
  let folder: string;
  suiteSetup(() => void (folder = mkdtempSync(join(tmpdir(), "transkimmer-files-"))));
  suiteTeardown(() => rmSync(folder, { recursive: true, force: true }));
  setup(async () => {
    skim = await fresh();
  });

  const at = (name: string) => vscode.Uri.file(join(folder, name));
  const write = (name: string, content: string | Uint8Array): vscode.Uri => {
    writeFileSync(join(folder, name), content);
    return at(name);
  };
  const open = (uri: vscode.Uri) => run("openRun", uri);
  const body = async () => String(await inFrame("document.body.innerText"));
  const says = (what: string) => eventually(what, async () => (await body()).includes(what));

  test("saved, a run is all there, and names no place of this machine", async () => {
    await openText("A quiet film that I have not forgotten.");
    const live = await onlyRun(skim, () => command("classifyDocument"));
    await run("saveRun", undefined, at("mine.skimrun.json"));
    // The run is timed in the pause after it, now or later.
    const read = (file: string) => ({
      ...(JSON.parse(readFileSync(join(folder, file), "utf8")) as Run),
      speed: undefined,
    });
    const saved = read("mine.skimrun.json");
    const { text, name } = live.passage;
    assert.deepEqual(saved, { ...live, passage: { text, name }, speed: undefined });
    const [entry] = await skim.history();
    await run("saveRun", entry?.id, at("entry.skimrun.json"));
    assert.deepEqual(read("entry.skimrun.json"), saved);
  });

  suite("on the screen", () => {
    suiteSetup(function () {
      needsPage(this);
    });

    test("a saved run opens as its picture by a click on it, runs nothing, and can be classified again", async () => {
      const before = skim.lastRun()?.id;
      await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(fixture));
      await says("A saved run");
      const bars = await inFrame('document.querySelectorAll(".bar").length');
      assert.ok(Number(bars) > 5);
      assert.equal(await inFrame('document.querySelector(".result .label")?.textContent'), "positive");
      assert.equal(await inFrame('document.querySelectorAll("main script").length'), 0);
      assert.ok(!(await inFrame('document.querySelector(".threshold")?.checkVisibility()')));
      await screenshot("test-results/saved-run.png");
      assert.equal(skim.lastRun()?.id, before);
      await inFrame('document.querySelector("button[data-command=classifyAgain]").click()');
      const again = await eventually("the run", () => {
        const last = skim.lastRun();
        return last && last.id !== before && last.state === "done" ? last : null;
      });
      const saved = JSON.parse(readFileSync(fixture, "utf8")) as Run;
      assert.ok(again);
      assert.equal(again.passage.text, saved.passage.text);
      assert.equal(again.passage.uri, undefined);
    });

    test("exports are made of the run: figures on a page of their own, tables and a page", async () => {
      const uri = vscode.Uri.file(fixture);
      for (const format of ["csv", "json", "html"]) await run("exportRun", uri, format, at(`x.${format}`));
      for (const format of ["svg", "png"]) await run("exportFigure", uri, "words", format, at(`x.${format}`));
      const bytes = readFileSync(join(folder, "x.png"));
      assert.equal(bytes.toString("latin1", 1, 4), "PNG");
      assert.equal(bytes.readUInt32BE(16), Math.round((180 / 25.4) * 600));
      await screenshot("test-results/figure.png");
      const text = (format: string) => readFileSync(join(folder, `x.${format}`), "utf8");
      assert.ok(text("svg").startsWith("<svg "));
      assert.equal(text("csv").split("\r\n")[0]?.slice(0, 12), "token,window");
      assert.equal((JSON.parse(text("json")) as { label: string }).label, "positive");
      assert.ok(!text("html").includes("<script"));
      await run("copyRun", uri);
      assert.ok((await vscode.env.clipboard.readText()).startsWith("| word | layers kept |"));
    });

    test("what is no run says why, where the picture would be", async () => {
      const text = readFileSync(fixture, "utf8");
      // Two of test/unit/savedRun.test.ts's many.
      const cases: [string, string | Uint8Array, string][] = [
        ["utf16", Buffer.from(`\ufeff${text}`, "utf16le"), "UTF-16"],
        ["markup", '{"format":1,"id":"x","<img src=x onerror=hit>":1}', "cannot be opened as a run"],
      ];
      for (const [name, content, why] of cases) {
        await open(write(`${name}.skimrun.json`, content));
        await says(why);
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
      }
      await open(write("again.skimrun.json", "{}"));
      await says("not a run that Transkimmer saved");
      await screenshot("test-results/saved-wrong.png");
      write("again.skimrun.json", text);
      await says("A saved run"); // the file was mended: the editor follows
    });

    test("200 MB are refused by their size", async () => {
      writeFileSync(join(folder, "huge.skimrun.json"), "{");
      truncateSync(join(folder, "huge.skimrun.json"), 200_000_000);
      await open(at("huge.skimrun.json"));
      await says("it has 200 MB");
    });
  });
});
