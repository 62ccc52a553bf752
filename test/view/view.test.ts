import { describe, expect, it } from "vitest";
import { append, columnDepth, columnsOf } from "../../src/run/run.js";
import { parseViewMessage } from "../../src/protocol/viewSchema.js";
import { viewBench } from "./bench.js";
import { posts, ready, send, show } from "./page.js";
import { begun, eventsOf, recorded } from "./recorded.js";
import { longText, wholeRun } from "./synthetic.js";

const bench = viewBench();

const depths = `[...document.querySelectorAll("g.bar")].map((bar) => Number(bar.getAttribute("data-depth")))`;

describe("the skyline", () => {
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
      /^positive \d+ %\. No word reaches the last layer: only \[CLS\]/,
    );
  });

  it("draws each bar as long as its depth, by words and by pieces", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "b");
    await show(page, run);
    for (const unit of ["word", "piece"] as const) {
      await page.setChecked("input[value=piece]", unit === "piece");
      await page.waitForFunction((n) => document.querySelectorAll("g.bar").length === n, columnsOf(run, unit).length);
      const heights = await page.$$eval("g.bar rect", (rects) => rects.map((r) => Number(r.getAttribute("height"))));
      const row = 30;
      expect(heights).toEqual(columnsOf(run, unit).map((c) => Math.max(0, columnDepth(run, c) * row - 1)));
    }
  });

  it("goes by keyboard: arrows, Enter holds and reveals, Escape lets go, the line through the layers", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "c");
    await show(page, run);
    await page.focus(".run .crosshair");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    await page.waitForFunction(() =>
      /^“film”, .* layer 2: /.test(document.querySelector("#skim-cursor")?.getAttribute("aria-label") ?? ""),
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

  it("shows text as text, whatever it says", async () => {
    const { page, problems } = await bench.open();
    await show(page, recorded("sst2-hostile"));
    await page.focus(".run .crosshair");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.textContent(".run .detail strong")).toBe("<");
    await page.check("input[value=table]");
    await page.waitForSelector(".table table");
    expect(await page.$$("img, main script")).toHaveLength(0);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(problems).toEqual([]);
  });

  it("has an overview of a text of more words than a canvas has pixels", async () => {
    const { page, problems } = await bench.open();
    const message = { type: "snapshot", run: wholeRun("long", longText(70_000), 3, 430), model: ready };
    // As text: Playwright takes half a minute to hand so many objects over.
    await page.evaluate((json) => window.postMessage(JSON.parse(json), "*"), JSON.stringify(message));
    await page.waitForSelector(".overview:not([hidden])");
    const [painted, width] = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".overview canvas");
      const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height);
      const opaque = (x: number) => (pixels?.data[x * 4 + 3] ?? 0) > 0;
      const all = Array.from({ length: pixels?.width ?? 0 }, (_, x) => x);
      return [all.filter(opaque).length, all.length];
    });
    expect(width).toBeGreaterThan(500);
    expect(painted).toBe(width);
    expect(problems).toEqual([]);
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

describe("the threshold", () => {
  it("asks for a run at each move, and keeps the picture until the new run has landed", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "t1");
    await show(page, run);
    const before: number[] = await page.evaluate(depths);
    await page.fill(".threshold .row input[inputmode]", "0.9");
    await page.press(".threshold .row input[inputmode]", "Enter");
    await page.waitForSelector("[data-pending]");
    expect((await posts(page, "rerun")).at(-1)?.control).toEqual(Array(6).fill(0.9));
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

  it("moves nothing while a run is on its way, also in a narrow column", async () => {
    const { page } = await bench.open();
    const place = () => page.$eval(".chart", (n) => n.getBoundingClientRect().top);
    for (const width of [360, 480, 900]) {
      await page.setViewportSize({ width, height: 900 });
      await show(page, recorded("sst2-short", `t${width}`));
      const before = await place();
      await page.fill(".threshold .row input[inputmode]", "0.9");
      await page.press(".threshold .row input[inputmode]", "Enter");
      await page.waitForSelector("[data-pending]");
      expect(await page.isVisible(".threshold .state")).toBe(true);
      expect(await place(), `${width} pixels wide`).toBe(before);
    }
  });

  it("asks for a slider's last place, also when the run of a place before it lands just then", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "t8");
    await show(page, run);
    // In one frame: two moves, of which the second waits for the frame's end, and between them the run that was asked for earlier.
    await page.evaluate(
      (snapshot) => {
        const field = document.querySelector<HTMLInputElement>(".threshold input");
        for (const value of ["0.58", "0.59", "0.6"]) {
          if (field) field.value = value;
          field?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
        }
        window.dispatchEvent(new MessageEvent("message", { data: snapshot }));
      },
      { type: "snapshot", run: { ...run, id: "t9" }, model: ready, passing: true },
    );
    await expect.poll(async () => (await posts(page, "rerun")).at(-1)?.control[0]).toBe(0.6);
    expect(await page.getAttribute(".axis-slider", "aria-valuenow")).toBe("0.6");
    expect(await page.$("[data-pending]")).not.toBeNull();
  });

  it("says which layers a run took over from the one before, and nothing below it jumps", async () => {
    const { page } = await bench.open();
    const whole = recorded("sst2-short", "t6");
    if (!whole.result) throw new Error("no result");
    const place = () => page.$eval(".more", (n) => n.getBoundingClientRect().top);
    await show(page, whole);
    const before = await place();
    expect(await page.textContent(".more")).toContain("All 6 layers were computed for this run.");
    await show(page, { ...whole, id: "t7", result: { ...whole.result, reused: 3 } });
    expect(await page.textContent(".more")).toContain(
      "3 of 6 layers were taken over from the run before and took no time.",
    );
    expect(await place()).toBe(before);
  });

  it("waits no longer for a run that will not come: its model did not load, or it was cancelled before it began", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-short", "t4");
    const failure = { code: "bundle-missing", message: "It is gone. Choose another." } as const;
    for (const end of [
      { type: "model", model: { state: "failed", name: "x", failure } },
      { type: "model", model: { state: "none", name: "x", failure: null } },
      { type: "snapshot", run, model: ready },
    ] as const) {
      await show(page, run);
      await page.fill(".threshold .row input[inputmode]", "0.9");
      await page.press(".threshold .row input[inputmode]", "Enter");
      await page.waitForSelector("[data-pending]");
      await send(page, end);
      expect(await page.$("[data-pending]")).toBeNull();
    }
  });

  it("takes a number with many digits as it is, and says it so wherever it stands", async () => {
    const { page } = await bench.open();
    const asked = 0.9999999;
    const run = { ...recorded("sst2-short", "t5"), control: Array<number>(6).fill(asked) };
    await show(page, run);
    expect(await page.inputValue(".threshold .row input[inputmode]")).toBe(String(asked));
    expect(await page.getAttribute(".axis-slider", "aria-valuenow")).toBe(String(asked));
    await page.fill(".threshold .row input[inputmode]", "0.12345678");
    await page.press(".threshold .row input[inputmode]", "Enter");
    await page.waitForSelector("[data-pending]");
    expect((await posts(page, "rerun")).at(-1)?.control).toEqual(Array(6).fill(0.12345678));
    await page.focus(".run .crosshair");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.textContent(".run .detail .needs")).toBe(`≥ ${asked}`);
    await page.setViewportSize({ width: 340, height: 900 });
    const cut = await page.$eval(".threshold .row input[inputmode]", (input) => [
      input.scrollWidth - input.clientWidth,
      input.getBoundingClientRect().right - document.documentElement.clientWidth,
    ]);
    expect(Math.max(...cut)).toBeLessThanOrEqual(0);
  });

  it("takes one number a layer, and refuses what is no threshold", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short", "t3"));
    await page.click(".more > summary");
    await page.click("text=One per layer");
    await page.fill(".each label:nth-child(2) input", "0.6");
    await page.press(".each label:nth-child(2) input", "Enter");
    await page.waitForSelector("[data-pending]");
    expect((await posts(page, "rerun")).at(-1)?.control).toEqual([0.5, 0.6, 0.5, 0.5, 0.5, 0.5]);
    const count = (await posts(page, "rerun")).length;
    await page.fill(".each label:nth-child(1) input", "7");
    await page.press(".each label:nth-child(1) input", "Enter");
    expect((await posts(page, "rerun")).length).toBe(count);
  });
});
