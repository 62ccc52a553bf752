import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { nothingSkimmed, onlyKept } from "../../src/run/byHand.js";
import { beforeFrom, type Run } from "../../src/run/run.js";
import { parseViewMessage } from "../../src/protocol/viewSchema.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { posts, ready, send, show } from "./page.js";
import { begun, eventsOf, recorded } from "./recorded.js";
import { longText, wholeRun } from "./synthetic.js";
import { defaultThemes } from "./themes.js";

const bench = viewBench();

const alone = (): Run => recorded("sst2-short", "alone");
const byHand = (): Run => recorded("sst2-by-hand", "by-hand");
/** The run with fates decided by hand, read against that of the model alone. */
const both = (): Run => ({ ...byHand(), before: beforeFrom(alone()) });
const showBoth = (page: Page): Promise<void> => show(page, both());
const go = async (page: Page, keys: Record<string, number>): Promise<void> => {
  for (const [key, times] of Object.entries(keys)) for (let i = 0; i < times; i++) await page.keyboard.press(key);
};
/** The fates of the next rerun that differs from those before it. */
async function asked(page: Page, work: () => Promise<unknown>): Promise<Run["forced"] | undefined> {
  const before = (await posts(page, "rerun")).length;
  await work();
  await page.waitForFunction(
    (n) =>
      (window as unknown as { stub: { posts: { type: string }[] } }).stub.posts.filter((m) => m.type === "rerun")
        .length > n,
    before,
  );
  return (await posts(page, "rerun")).at(-1)?.forced;
}

describe("a word decided by hand", () => {
  it("is forced by one key, drawn when its run has landed, and let go by another", async () => {
    const { page, problems } = await bench.open();
    const first = alone();
    await show(page, first);
    await page.focus(".run .crosshair");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight"); // “not”
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("k");
    await page.waitForSelector("[data-pending]");
    expect((await posts(page, "rerun")).at(-1)).toEqual({
      type: "rerun",
      runId: "alone",
      control: first.control,
      forced: [{ token: 4, from: 4, keep: true }],
    });
    const run = byHand();
    await go(page, { ArrowRight: 10, ArrowUp: 4, s: 1 }); // “performances”
    await go(page, { ArrowLeft: 1, ArrowDown: 2, k: 1 }); // “unhurried”, three pieces
    await page.waitForFunction(
      (n) =>
        (window as unknown as { stub: { posts: { forced?: unknown[] }[] } }).stub.posts.findLast(({ forced }) => forced)
          ?.forced?.length === n,
      run.forced.length,
    );
    expect((await posts(page, "rerun")).at(-1)?.forced).toEqual(run.forced);
    await send(page, { type: "snapshot", run: { ...begun(run), before: beforeFrom(first) }, model: ready });
    for (const event of eventsOf(run)) await send(page, { type: "event", runId: "by-hand", event });
    await page.waitForSelector("[data-pending]", { state: "detached" });
    expect(
      await page.$$eval(".by-hand g", (all) => all.map((g) => [g.getAttribute("class"), g.getAttribute("data-from")])),
    ).toEqual([
      ["kept", "4"],
      ["kept", "2"],
      ["skimmed", "0"],
    ]);
    await page.keyboard.press("Delete");
    await page.waitForSelector("[data-pending]");
    const left = (await posts(page, "rerun")).at(-1)?.forced ?? [];
    expect(left).toEqual(run.forced.filter((f) => f.token < 13 || f.token > 15));
    for (const message of await page.evaluate(() => (window as unknown as { stub: { posts: unknown[] } }).stub.posts))
      parseViewMessage(message);
    expect(problems).toEqual([]);
  });
});

describe("the menu of a word", () => {
  it("opens under the pointer, is walked with arrows, does what it says, and gives the focus back", async () => {
    const { page, problems } = await bench.open();
    await show(page, alone());
    const at = await page.$eval("g.bar[data-column='4']", (bar) => {
      const box = bar.querySelector("rect")?.getBoundingClientRect() ?? new DOMRect();
      return { x: box.left + box.width / 2, y: box.top };
    });
    await page.mouse.click(at.x, at.y + 30 * 5.5, { button: "right" }); // row 6, under the end of “not”
    await page.waitForSelector(".menu:not([hidden])");
    expect(await page.textContent("#skim-menu-title")).toBe("“not”, layer 6");
    const items = await page.$$eval("[role=menuitem]", (all) =>
      all.map((item) => [item.firstElementChild?.textContent, item.getAttribute("aria-disabled") !== "true"]),
    );
    expect(items).toEqual([
      ["Keep “not” from layer 5 on, where it left", true],
      ["Skim “not” from layer 6 on", false],
      ["Keep only “not”: skim all else before layer 1", true],
      ["Let the model decide on “not” again", false],
      ["Choose “not”, to decide on several words", true],
      ["Show “not” in the editor", true],
    ]);
    expect(await page.textContent("[role=menuitem]:nth-child(2) .hint")).toBe("It has left before layer 6 as it is.");
    const disabled = "[role=menuitem]:nth-child(2) > span:first-child";
    expect(await page.$eval(disabled, (n) => getComputedStyle(n).textDecorationLine)).toBe("none"); // the reason is below it
    await page.keyboard.press("s"); // cannot be done: nothing happens
    expect(await page.isVisible(".menu")).toBe(true);
    await go(page, { ArrowDown: 1, ArrowUp: 2, Home: 1 });
    expect(await asked(page, () => page.keyboard.press("Enter"))).toEqual([{ token: 4, from: 4, keep: true }]);
    expect(await page.isVisible(".menu")).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.classList.contains("crosshair"))).toBe(true);
    await page.keyboard.press("m");
    await page.waitForSelector(".menu:not([hidden])");
    await page.keyboard.press("Escape");
    expect(await page.isVisible(".menu")).toBe(false);
    expect(await page.evaluate(() => document.activeElement?.classList.contains("crosshair"))).toBe(true);
    expect(problems).toEqual([]);
  });

  it("says why nothing is decided about position 0", async () => {
    const { page } = await bench.open();
    await show(page, alone());
    await page.focus(".run .crosshair");
    await go(page, { ArrowRight: 1, Home: 1, m: 1 });
    await page.waitForSelector(".menu:not([hidden])");
    expect(await page.textContent("[role=menuitem] .hint")).toBe(
      "Position 0 is always kept; nothing decides about it.",
    );
  });
});

describe("several words", () => {
  it("are chosen with X or Ctrl-click, told to the host, and kept alone", async () => {
    const { page } = await bench.open();
    const run = alone();
    await show(page, run);
    expect(await page.isVisible("[data-by-hand=only]")).toBe(false);
    await page.focus(".run .crosshair");
    await go(page, { ArrowRight: 4, x: 1 });
    const box = await page.$eval("g.bar[data-column='11'] rect", (rect) => {
      const { left, top, width } = rect.getBoundingClientRect();
      return { x: left + width / 2, y: top + 5 };
    });
    await page.keyboard.down("Control");
    await page.mouse.click(box.x, box.y);
    await page.keyboard.up("Control");
    await page.waitForFunction(() => document.querySelectorAll(".labels .chosen").length === 2);
    expect(await page.getAttribute("#skim-cursor", "aria-label")).toMatch(/^“warm”, .*, chosen$/);
    expect((await posts(page, "chosen")).at(-1)).toEqual({ type: "chosen", runId: "alone", tokens: [4, 11] });
    expect(await page.innerText("[data-by-hand=only]")).toBe("Keep only the 2 words chosen");
    expect(await asked(page, () => page.click("[data-by-hand=only]"))).toEqual(onlyKept(run, [4, 11]));
  });

  it("are all kept by one step, which is taken back by another", async () => {
    const { page } = await bench.open();
    const run = alone();
    await show(page, run);
    await page.click(".more > summary");
    expect(await asked(page, () => page.click("[data-by-hand=nothing]"))).toEqual(nothingSkimmed(run));
    expect(await asked(page, () => page.click("[data-by-hand=remove]"))).toEqual([]);
  });

  it("stay decided while the threshold moves", async () => {
    const { page } = await bench.open();
    await showBoth(page);
    const field = ".threshold .row input[inputmode]";
    await page.fill(field, "0.9");
    expect(await asked(page, () => page.press(field, "Enter"))).toEqual(byHand().forced);
    expect((await posts(page, "rerun")).at(-1)?.control).toEqual(Array(6).fill(0.9));
  });
});

describe("what is decided by hand", () => {
  it("stands in the list, the table, the story of the word, and beside what the model alone came to", async () => {
    const { page } = await bench.open();
    await showBoth(page);
    const lines = await page.$$eval(".by-hand-panel li", (all) =>
      all.map((li) => li.textContent.replace(/\s+/g, " ").trim()),
    );
    expect(lines).toEqual([
      "Skimmed from layer 1 on: performances ✕",
      "Kept from layer 3 on: unhurried ✕",
      "Kept from layer 5 on: not ✕",
    ]);
    const [was, is] = [alone(), byHand()].map((run) => run.result?.probabilities[1]?.toFixed(3));
    expect(was).not.toBe(is);
    expect(await page.textContent(".classes .winner .number")).toBe(`${was} → ${is}`);
    expect(await page.textContent(".result")).toContain("the model alone: positive");
    expect(await page.textContent(".by-hand-panel")).toMatch(
      /Compared with the model alone, 1 other word got through another number of layers: “slow” 2 instead of 4/,
    );
    expect(await page.textContent("[role=status]")).toMatch(/The model alone: positive \d+ %\./);
    await page.focus(".run .crosshair");
    await go(page, { ArrowRight: 4 });
    await page.waitForFunction(() => document.querySelector(".run .detail strong")?.textContent === "not");
    expect(await page.textContent(".run .detail p")).toBe("kept at all 6 layers; kept by hand from layer 5 on");
    expect(await page.$$eval(".run .detail .needs", (all) => all.map((n) => n.textContent).slice(-2))).toEqual([
      "kept by hand",
      "kept by hand",
    ]);
    await page.check("input[value=table]");
    await page.waitForSelector(".table tbody tr");
    const row = await page.$$eval(".table tbody tr", (all) => all.map((r) => r.children[2]?.textContent));
    expect(row[14]).toBe("skimmed before layer 1 of 6; skimmed by hand from layer 1 on");
  });

  it("is removed word by word; the focus goes to the next one", async () => {
    const { page } = await bench.open();
    await showBoth(page);
    await page.focus(".by-hand-panel li:nth-child(2) button");
    expect(await asked(page, () => page.keyboard.press("Enter"))).toEqual(
      byHand().forced.filter(({ token }) => token < 13 || token > 15),
    );
    await page.waitForFunction(() => document.querySelectorAll(".by-hand-panel li").length === 2);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("not ✕");
  });

  it("says in one sentence that it was let go with its text", async () => {
    const { page } = await bench.open();
    await send(page, { type: "snapshot", run: recorded("sst2-odd"), model: ready, dropped: "3 words" });
    expect(await page.textContent(".notices")).toContain(
      "The text or the model is another now, so what was decided by hand on 3 words of the run before is let go.",
    );
  });

  it("is read against the model alone in a saved run, too, and both can be put side by side", async () => {
    const { page } = await bench.open();
    const file = { name: "x.skimrun.json", failure: null };
    await send(page, { type: "snapshot", run: both(), model: ready, file });
    expect(await page.textContent(".classes .winner .number")).toContain(" → ");
    expect(await page.textContent(".by-hand-panel")).toContain("Compared with the model alone, 1 other word");
    await page.click("[data-by-hand=compare]");
    expect((await posts(page, "command")).at(-1)?.command).toBe("compareByHand");
  });

  it("is listed in a saved run, and cannot be changed there", async () => {
    const { page } = await bench.open();
    await send(page, {
      type: "snapshot",
      run: byHand(),
      model: ready,
      file: { name: "x.skimrun.json", failure: null },
    });
    expect(await page.$$(".by-hand-panel li .word")).toHaveLength(3);
    expect(await page.$$(".by-hand-panel button:visible")).toHaveLength(0);
    await page.focus(".run .crosshair");
    await go(page, { ArrowRight: 4, k: 1, m: 1 });
    expect(await posts(page, "rerun")).toEqual([]);
    expect(await page.isVisible(".menu")).toBe(false);
    expect(await page.$$(".by-hand g")).toHaveLength(3);
  });

  it("is shown as text, whatever it says, and however many words there are", async () => {
    const { page, problems } = await bench.open();
    const run = wholeRun("long", `<img src=x onerror=alert(1)> ${longText(400)}`, 6);
    run.forced = nothingSkimmed(run);
    await show(page, run);
    expect((await page.$$(".by-hand-panel li button")).length).toBeGreaterThan(400);
    expect(await page.$$("img")).toHaveLength(0);
    expect(problems).toEqual([]);
  });
});

describe.each(defaultThemes)("decided by hand in %s", (theme) => {
  it("no serious accessibility violation, no problem, a picture to look at", async () => {
    const { page, problems } = await bench.open({ theme, height: 1000 });
    await showBoth(page);
    await picture(page, `by-hand-${theme}`);
    await page.click(".more > summary");
    expect(await serious(page)).toEqual([]);
    await picture(page, `by-hand-details-${theme}`);
    await page.focus(".run .crosshair");
    await go(page, { ArrowRight: 4, ArrowDown: 3, m: 1 });
    await page.waitForSelector(".menu:not([hidden])");
    await page.keyboard.press("ArrowDown");
    expect(await serious(page)).toEqual([]);
    await picture(page, `by-hand-menu-${theme}`);
    expect(problems).toEqual([]);
  });
});
