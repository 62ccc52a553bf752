// The word that is pointed at, in the editor or here: lit, told of, and let go.
import { describe, expect, it } from "vitest";
import { columnsOf } from "../../src/run/run.js";
import { viewBench } from "./bench.js";
import { send, show } from "./page.js";
import { recorded } from "./recorded.js";

const bench = viewBench();

describe("the word that is pointed at", () => {
  it("lights the word that the editor points at", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short", "f"));
    await send(page, { type: "highlight", highlight: { start: 5, end: 5, by: "caret" } });
    expect(await page.$$eval(".labels .lit", (nodes) => nodes.map((n) => n.textContent))).toEqual(["film"]);
    await send(page, { type: "highlight", highlight: null });
    expect(await page.$$(".labels .lit")).toHaveLength(0);
  });

  it("lights one word: that of the pointer here, else that of the editor; the mouse's is let go where it cannot be any more", async () => {
    const { page } = await bench.open();
    const lit = (): Promise<(string | null)[]> =>
      page.$$eval(".labels .lit", (nodes) => nodes.map((n) => n.textContent));
    const point = async (by: "caret" | "mouse"): Promise<void> => {
      await page.mouse.move(0, 0);
      await send(page, { type: "highlight", highlight: { start: 4, end: 8, by } });
    };
    await show(page, recorded("sst2-short", "l"));
    await point("caret");
    const not = await page.locator("g.bar[data-column='4'] rect").boundingBox();
    if (!not) throw new Error("no bar");
    await page.mouse.move(not.x + 4, not.y + 4);
    await expect.poll(lit).toEqual(["not"]);
    await page.mouse.move(not.x, not.y - 300);
    await expect.poll(lit).toEqual(["film"]); // the caret is still there
    for (const let_go of [
      () => page.dispatchEvent("html", "pointerenter"),
      () => page.keyboard.press("Escape"),
      () => show(page, recorded("sst2-short", `l${Math.random()}`)),
    ]) {
      await point("mouse");
      expect(await lit()).toEqual(["film"]);
      await let_go();
      await expect.poll(lit).toEqual([]);
    }
  });

  it("takes the story of a word away with Escape; the arrows go on from that word", async () => {
    const { page } = await bench.open();
    await show(page, recorded("sst2-short", "m"));
    const not = await page.locator("g.bar[data-column='4'] rect").boundingBox();
    await page.mouse.click((not?.x ?? 0) + 4, (not?.y ?? 0) + 4);
    await page.waitForSelector(".run .crosshair.pinned");
    await page.keyboard.press("Escape");
    await page.waitForSelector(".run .crosshair:not(.pinned)");
    expect(await page.isVisible(".run .detail")).toBe(false);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.textContent(".run .detail strong")).toBe("exactly");
  });

  it("goes to the word at the editor's caret once, and can be moved away from it", async () => {
    const { page } = await bench.open({ width: 700 });
    const run = recorded("issues-long", "long");
    await show(page, run);
    const words = columnsOf(run, "word").filter((c) => !c.special);
    const at = words[10];
    if (!at) throw new Error("the text is too short");
    await send(page, { type: "highlight", highlight: { start: at.start, end: at.start, by: "caret" } });
    const stretch = page.locator(".overview [role=slider]");
    await stretch.focus();
    await page.keyboard.press("End");
    const end = Number(await stretch.getAttribute("aria-valuenow"));
    expect(end).toBeGreaterThan(40);
    await send(page, { type: "highlight", highlight: { start: at.start, end: at.start, by: "caret" } });
    expect(Number(await stretch.getAttribute("aria-valuenow"))).toBe(end);
    await send(page, {
      type: "highlight",
      highlight: { start: words[0]?.start ?? 0, end: words[0]?.start ?? 0, by: "caret" },
    });
    expect(Number(await stretch.getAttribute("aria-valuenow"))).toBeLessThan(11);
  });
});
