import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseViewMessage } from "../../src/protocol/viewSchema.js";
import { posts, ready, send, show, ViewBench } from "./page.js";
import { begun, eventsOf, recorded } from "./recorded.js";

const bench = new ViewBench();
beforeAll(() => bench.start(), 120_000);
afterAll(() => bench.stop());

describe("a word decided by hand", { timeout: 30_000 }, () => {
  it("is forced by one key, drawn when its run has landed, and let go by another", async () => {
    const { page, problems } = await bench.open();
    const alone = recorded("sst2-short", "alone");
    await show(page, alone);
    await page.focus(".run .crosshair");
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowRight"); // “not”
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("k");
    await page.waitForSelector("[data-pending]");
    expect((await posts(page, "rerun")).at(-1)).toEqual({
      type: "rerun",
      runId: "alone",
      threshold: alone.threshold,
      forced: [{ token: 4, from: 4, keep: true }],
    });
    const run = recorded("sst2-by-hand", "by-hand");
    const go = async (keys: Record<string, number>): Promise<void> => {
      for (const [key, times] of Object.entries(keys)) for (let i = 0; i < times; i++) await page.keyboard.press(key);
    };
    await go({ ArrowRight: 7, ArrowUp: 4, s: 1 }); // “warm”
    await go({ ArrowRight: 2, ArrowDown: 2, k: 1 }); // “unhurried”, three pieces
    await page.waitForFunction(
      (n) =>
        (window as unknown as { stub: { posts: { forced?: unknown[] }[] } }).stub.posts.at(-1)?.forced?.length === n,
      run.forced.length,
    );
    expect((await posts(page, "rerun")).at(-1)?.forced).toEqual(run.forced);
    await send(page, { type: "snapshot", run: begun(run), model: ready, before: alone });
    for (const event of eventsOf(run)) await send(page, { type: "event", runId: "by-hand", event });
    await page.waitForSelector("[data-pending]", { state: "detached" });
    expect(
      await page.$$eval(".by-hand g", (all) => all.map((g) => [g.getAttribute("class"), g.getAttribute("data-from")])),
    ).toEqual([
      ["kept", "4"],
      ["skimmed", "0"],
      ["kept", "2"],
    ]);
    await page.keyboard.press("Delete");
    await page.waitForSelector("[data-pending]");
    const left = (await posts(page, "rerun")).at(-1)?.forced ?? [];
    expect(left).toEqual(run.forced.filter((f) => f.token < 13));
    for (const message of await page.evaluate(() => (window as unknown as { stub: { posts: unknown[] } }).stub.posts))
      parseViewMessage(message);
    expect(problems).toEqual([]);
  });
});
