import { describe, expect, it } from "vitest";
import { append, columnDepth, columnsOf, type Run } from "../../src/protocol/run.js";
import { parseViewMessage } from "../../src/protocol/viewSchema.js";
import { viewBench } from "./bench.js";
import { posts, ready, send, show } from "./page.js";
import { begun, eventsOf, recorded } from "./recorded.js";

const bench = viewBench();

const depths = `[...document.querySelectorAll("g.bar")].map((bar) => Number(bar.getAttribute("data-depth")))`;

describe("the skyline", { timeout: 30_000 }, () => {
  it("has its size before layer 0, never reflows, and its bars only grow", async () => {
    const { page, problems, requests } = await bench.open();
    const whole = recorded("sst2-short", "a");
    const run = begun(whole);
    await show(page, run);
    const local = structuredClone(run);
    const sizes = new Set<string>();
    let before: number[] = [];
    for (const event of eventsOf(whole)) {
      await send(page, { type: "event", runId: "a", event });
      append(local, event);
      const now: number[] = await page.evaluate(depths);
      expect(now).toEqual(columnsOf(local, "word").map((c) => columnDepth(local, c)));
      now.forEach((d, i) => expect(d).toBeGreaterThanOrEqual(before[i] ?? 0));
      before = now;
      sizes.add(
        await page.evaluate(() => {
          const box = document.querySelector(".stage svg")?.getBoundingClientRect();
          const caption = document.querySelector(".run figcaption")?.getBoundingClientRect();
          return JSON.stringify([box, caption?.top]);
        }),
      );
    }
    expect(sizes.size).toBe(1);
    expect(problems).toEqual([]);
    expect(requests).toEqual([]);
    expect(await page.textContent("[role=status]")).toMatch(
      /^positive, \d+ %\. \d+ of \d+ tokens reach the last layer/,
    );
  });

  it("draws each bar as long as its depth, by words and by pieces", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "b");
    await show(page, run);
    for (const unit of ["word", "piece"] as const) {
      await page.check(`input[value=${unit}]`);
      await page.waitForFunction((n) => document.querySelectorAll("g.bar").length === n, columnsOf(run, unit).length);
      const heights = await page.$$eval("g.bar rect", (rects) => rects.map((r) => Number(r.getAttribute("height"))));
      const row = 30;
      expect(heights).toEqual(columnsOf(run, unit).map((c) => Math.max(0, columnDepth(run, c) * row - 1)));
    }
  });

  it("goes by keyboard: arrows, Enter pins and reveals, Escape lets go, the line through the layers", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "c");
    await show(page, run);
    await page.focus(".run .crosshair");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    await page.waitForFunction(() =>
      /^film, .* layer 2: /.test(document.querySelector("#skim-cursor")?.getAttribute("aria-label") ?? ""),
    );
    expect((await posts(page, "hover")).at(-1)?.span).toEqual({ start: 4, end: 8 });
    await page.keyboard.press("Enter");
    await page.waitForSelector(".run .crosshair.pinned");
    expect((await posts(page, "reveal")).at(-1)?.span).toEqual({ start: 4, end: 8 });
    await page.keyboard.press("Escape");
    await page.waitForSelector(".run .crosshair:not(.pinned)");
    await page.focus(".scrubber");
    const value = (): Promise<string | null> => page.getAttribute(".scrubber", "aria-valuenow");
    for (const [key, expected] of Object.entries({
      Home: "0",
      ArrowDown: "1",
      PageDown: "3",
      ArrowUp: "2",
      End: "6",
    })) {
      await page.keyboard.press(key);
      await page.waitForFunction(
        (v) => document.querySelector(".scrubber")?.getAttribute("aria-valuenow") === v,
        expected,
      );
      expect(await value()).toBe(expected);
    }
    await page.keyboard.press("PageUp");
    await page.waitForFunction(
      () => (window as unknown as { stub: { state: { layer: number | null } } }).stub.state.layer === 4,
    );
    for (const message of await page.evaluate(() => (window as unknown as { stub: { posts: unknown[] } }).stub.posts))
      parseViewMessage(message);
  });

  it("opens at the layer and unit that were looked at, for that run alone", async () => {
    const state = { runId: "d", unit: "piece", mode: "p", layer: 2 };
    const { page } = await bench.open({ state });
    await show(page, recorded("sst2-short", "d"));
    expect(await page.getAttribute(".scrubber", "aria-valuenow")).toBe("2");
    expect(await page.isChecked("input[value=piece]")).toBe(true);
    const other = await bench.open({ state });
    await show(other.page, recorded("sst2-short", "e"));
    expect(await other.page.getAttribute(".scrubber", "aria-valuenow")).toBe("6");
  });

  it("lights the word that the editor points at", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short", "f"));
    await send(page, { type: "highlight", span: { start: 5, end: 5 } });
    expect(await page.$$eval(".labels .lit", (nodes) => nodes.map((n) => n.textContent))).toEqual(["film"]);
    await send(page, { type: "highlight", span: null });
    expect(await page.$$(".labels .lit")).toHaveLength(0);
  });

  it("shows text as text, whatever it says", async () => {
    const { page, problems } = await bench.open();
    await show(page, recorded("sst2-hostile"));
    await page.focus(".run .crosshair");
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector(".run .detail:not([hidden])");
    expect(await page.textContent(".run .detail strong")).toBe("<");
    await page.check("input[value=table]");
    await page.waitForSelector(".table table");
    expect(await page.$$("img, main script")).toHaveLength(0);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(problems).toEqual([]);
  });

  it("goes to the word at the editor's caret once, and can be moved away from it", async () => {
    const { page } = await bench.open({ width: 700 });
    const run = recorded("issues-long", "long");
    await show(page, run);
    const words = columnsOf(run, "word").filter((c) => !c.special);
    const at = words[10];
    if (!at) throw new Error("the text is too short");
    await send(page, { type: "highlight", span: { start: at.start, end: at.start } });
    const stretch = page.locator(".overview [role=slider]");
    await stretch.focus();
    await page.keyboard.press("End");
    await page.evaluate(() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)));
    const end = Number(await stretch.getAttribute("aria-valuenow"));
    expect(end).toBeGreaterThan(40);
    await send(page, { type: "highlight", span: { start: at.start, end: at.start } });
    expect(Number(await stretch.getAttribute("aria-valuenow"))).toBe(end);
    await send(page, { type: "highlight", span: { start: words[0]?.start ?? 0, end: words[0]?.start ?? 0 } });
    expect(Number(await stretch.getAttribute("aria-valuenow"))).toBeLessThan(11);
  });

  it("has a table that says the same", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "h");
    await show(page, run);
    await page.check("input[value=table]");
    await page.waitForSelector(".table tbody tr");
    const rows = await page.$$eval(".table tbody tr", (all) =>
      all.map((r) => [r.children[0]?.textContent, Number(r.children[3]?.textContent)]),
    );
    expect(rows).toEqual(columnsOf(run, "word").map((c) => [c.text, columnDepth(run, c)]));
    expect(await page.isVisible(".chart")).toBe(false);
  });
});

describe("the threshold", { timeout: 30_000 }, () => {
  it("asks for a run at each move, and keeps the picture until the new run has landed", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "t1");
    await show(page, run);
    const before: number[] = await page.evaluate(depths);
    await page.fill(".threshold .row input[type=number]", "0.9");
    await page.waitForSelector("[data-pending]");
    expect((await posts(page, "rerun")).at(-1)?.threshold).toEqual(Array(6).fill(0.9));
    const next = recorded("sst2-strict", "t2");
    await show(page, begun(next));
    const events = eventsOf(next);
    const last = events.pop();
    for (const event of events) await send(page, { type: "event", runId: "t2", event });
    expect(await page.evaluate(depths)).toEqual(before);
    if (last) await send(page, { type: "event", runId: "t2", event: last });
    expect(await page.evaluate(depths)).not.toEqual(before);
    expect(await page.$("[data-pending]")).toBeNull();
  });

  it("waits no longer for a run that will not come: its model did not load, or it was cancelled before it began", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "t4");
    const failure = { code: "bundle-missing", message: "It is gone. Choose another." } as const;
    for (const end of [
      { type: "model", model: { state: "failed", name: "x", precision: "fp32", failure } },
      { type: "model", model: { state: "none", name: "x", precision: "fp32", failure: null } },
      { type: "snapshot", run, model: ready },
    ] as const) {
      await show(page, run);
      await page.fill(".threshold .row input[type=number]", "0.9");
      await page.waitForSelector("[data-pending]");
      await send(page, end);
      expect(await page.$("[data-pending]")).toBeNull();
    }
  });

  it("takes a number with many digits as it is, and says it so wherever it stands", async () => {
    const { page } = await bench.open();
    const asked = 0.9999999;
    const run = { ...recorded("sst2-short", "t5"), threshold: Array<number>(6).fill(asked) };
    await show(page, run);
    expect(await page.inputValue(".threshold .row input[type=number]")).toBe(String(asked));
    expect(await page.getAttribute(".threshold .row input[type=range]", "aria-valuetext")).toBe(String(asked));
    await page.fill(".threshold .row input[type=number]", "0.12345678");
    await page.waitForSelector("[data-pending]");
    expect((await posts(page, "rerun")).at(-1)?.threshold).toEqual(Array(6).fill(0.12345678));
    await page.focus(".run .crosshair");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await page.textContent(".run .detail .needs")).toBe(`≥ ${asked}`);
  });

  it("takes one number a layer, alone or moved together, and refuses what is no threshold", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short", "t3"));
    await page.click("text=One per layer");
    await page.fill(".each .pair:nth-child(2) input[type=number]", "0.6");
    await page.waitForSelector("[data-pending]");
    expect((await posts(page, "rerun")).at(-1)?.threshold).toEqual([0.5, 0.6, 0.5, 0.5, 0.5, 0.5]);
    await page.check("#skim-linked");
    await page.fill(".each .pair:nth-child(1) input[type=number]", "0.55");
    await page.evaluate(() => new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)));
    expect((await posts(page, "rerun")).at(-1)?.threshold).toEqual([0.55, 0.65, 0.55, 0.55, 0.55, 0.55]);
    const count = (await posts(page, "rerun")).length;
    await page.fill(".each .pair:nth-child(1) input[type=number]", "7");
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect((await posts(page, "rerun")).length).toBe(count);
  });
});

describe("what a run says of itself", { timeout: 30_000 }, () => {
  it("says what 8 bits cost, from the bundle's record, and nothing of it in fp32", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-int8");
    await show(page, run);
    const said = await page.textContent(".run figcaption");
    const { sameLabel, sameDepth } = run.model.int8 ?? { sameLabel: NaN, sameDepth: NaN };
    expect(said).toContain(`another label on ${((1 - sameLabel) * 100).toFixed(1)} % of texts`);
    expect(said).toContain(`another depth on ${((1 - sameDepth) * 100).toFixed(1)} % of tokens`);
    await show(page, recorded("sst2-short"));
    expect(await page.isVisible("text=Computed in 8 bits")).toBe(false);
  });

  it("names the words that the vocabulary has no pieces for, and says nothing where it has them", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-odd");
    const { passage, tokens } = run;
    const word = tokens.find(({ piece }) => piece === "[UNK]");
    await show(page, run);
    expect(await page.textContent(".run figcaption")).toContain(
      `read as [UNK] and nothing more: “${passage.text.slice(word?.start, word?.end)}”`,
    );
    await show(page, recorded("sst2-short"));
    expect(await page.isVisible("text=[UNK]")).toBe(false);
  });

  it("says which window of a long text is computed", async () => {
    const { page } = await bench.open();
    const whole = recorded("issues-windows", "w");
    const { layers } = whole.model;
    await show(
      page,
      eventsOf(whole)
        .slice(0, 1 + layers + 2)
        .reduce(append, begun(whole)),
    );
    const said = `window 2 of ${whole.windows.length}, layer 2 of ${layers}`;
    expect(await page.textContent(".run .toolbar")).toContain(`Computing: ${said}.`);
    expect(await page.textContent(".run figcaption")).toContain(`computed up to ${said}.`);
  });

  it("begins the bars of all classes at one place", async () => {
    const { page } = await bench.open();
    await show(page, recorded("issues-long"));
    const lefts = await page.$$eval(".classes .track", (all) => all.map((n) => n.getBoundingClientRect().left));
    expect(lefts).toHaveLength(3);
    expect(new Set(lefts).size).toBe(1);
  });
});

describe("what is wrong or missing", { timeout: 30_000 }, () => {
  it("says what to do, with the buttons that do it", async () => {
    const { page } = await bench.open();
    await show(page, null);
    await page.click("[data-command=classifyText]");
    expect(await posts(page, "command")).toEqual([{ type: "command", command: "classifyText" }]);
    const failure = {
      code: "bundle-weights",
      message: "models/x/model.safetensors ends early. Copy it again.",
    } as const;
    await send(page, { type: "model", model: { state: "failed", name: "x", precision: "fp32", failure } });
    expect(await page.textContent("[role=alert]")).toContain(failure.message);
    await page.click("[role=alert] [data-command=chooseModel]");
    expect((await posts(page, "command")).at(-1)?.command).toBe("chooseModel");
  });

  it("offers a text to begin with, and the settings where a threshold of theirs does not fit; says whose picture stays", async () => {
    const { page } = await bench.open();
    await show(page, null);
    await page.click("[data-command=openSample]");
    await show(page, recorded("sst2-short", "o"));
    const bad = { state: "failed", name: "x", precision: "fp32" } as const;
    const missing = { code: "bundle-missing", message: "There is no model folder x." } as const;
    await send(page, { type: "model", model: { ...bad, failure: missing } });
    expect(await page.textContent("[role=alert]")).toContain("The picture shows the run before.");
    const failure = { code: "threshold", message: "The setting transkimmer.threshold gives 2 thresholds." } as const;
    const failed: Run = { ...begun(recorded("sst2-short", "p")), state: "failed", failure };
    await send(page, { type: "snapshot", run: failed, model: ready });
    expect(await page.textContent("[role=alert]")).toContain("The picture shows the run before.");
    await page.click("[role=alert] [data-command=openSettings]");
    expect((await posts(page, "command")).map(({ command }) => command)).toEqual(["openSample", "openSettings"]);
  });

  it("shows a run as cancelled or stale", async () => {
    const { page } = await bench.open();
    const whole = recorded("sst2-short", "n");
    const run = eventsOf(whole).slice(0, 3).reduce(append, begun(whole));
    await show(page, run);
    await page.click(".toolbar [data-command=cancel]");
    await send(page, { type: "runState", runId: "n", state: "cancelled", stale: true, failure: null });
    const text = await page.textContent(".notices");
    expect(text).toContain("Cancelled");
    expect(text).toContain("edited since");
    expect(await page.isDisabled(".toolbar [data-command=cancel]")).toBe(true);
  });
});
