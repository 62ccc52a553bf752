import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { Run } from "../../src/run/run.js";
import { appendSweep, startSweep, thresholdIn, type ShownSweep } from "../../src/run/shownSweep.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { recordedSweep, type RecordedSweep } from "./engineRuns.js";
import { lookAt } from "./lookAt.js";
import { posts, send, show } from "./page.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { defaultThemes } from "./themes.js";

const bench = viewBench();
/** Its label flips three times and more on the way from 0 to 1. */
const text = "A slow, sad, clumsy little film that I would not have missed for the world.";
let film: RecordedSweep;
let steps: SweepStep[];

beforeAll(async () => {
  film = await recordedSweep("slow-film", text, [0.5, 0.001, 0.9995, 0]);
  steps = film.events.flatMap((e) => (e.kind === "step" ? [e.step] : [])).sort((a, b) => a.lo - b.lo);
});

function run(i = 0): Run {
  const found = film.runs[i];
  if (!found) throw new Error(`run ${i} was not recorded`);
  return structuredClone(found);
}
function stepOf(i: number): SweepStep {
  const found = steps[i];
  if (!found) throw new Error(`there is no step ${i}`);
  return found;
}

function whole(): ShownSweep {
  const sweep = film.events.reduce(appendSweep, startSweep("s", { from: 0, to: 1 }));
  return { ...sweep, state: "done" };
}

async function swept(page: Page, sweep: ShownSweep = whole()): Promise<void> {
  await show(page, run());
  await send(page, { type: "sweepSnapshot", sweep });
}

const text1 = (page: Page, selector: string): Promise<string> => page.$eval(selector, (n) => n.textContent);
const shownDepths = (page: Page): Promise<number[]> =>
  page.$$eval("g.bar", (bars) => bars.map((bar) => Number(bar.getAttribute("data-depth"))));

describe("the threshold panel", () => {
  it("says for which thresholds the shown run holds, and starts a sweep on request", async () => {
    const { page } = await bench.open();
    await show(page, run());
    const own = steps.find((s) => s.lo < 0.5 && 0.5 <= s.hi);
    const said = /in \((0\.\d+), (0\.\d+)\]/.exec(await text1(page, ".more .valid"));
    expect(Number(said?.[1])).toBeCloseTo(own?.lo ?? NaN, 3);
    expect(Number(said?.[2])).toBeCloseTo(own?.hi ?? NaN, 3);
    expect(await page.isVisible(".sweep figure")).toBe(false);
    await page.click("[data-sweep=start]");
    expect(await posts(page, "sweep")).toEqual([{ type: "sweep", action: "start" }]);
  });

  it("strikes no strip's title through: the line under it is under it", async () => {
    const { page } = await bench.open();
    await swept(page);
    const struck = await page.evaluate(() => {
      const box = (node: Element) => node.getBoundingClientRect();
      const rules = [...document.querySelectorAll(".sweep .curves :is(line.rule, .tick line)")].map(
        (node) => box(node).top,
      );
      const titles = [...document.querySelectorAll(".sweep .curves text:not(.number, .middle, .name, .tick text)")];
      const cut = (node: Element) => rules.some((y) => y > box(node).top && y < box(node).bottom);
      return titles.map((node) => [node.textContent, cut(node)]);
    });
    expect(struck).toEqual(
      ["tokens kept, mean of the layers", "FLOPs gain (logarithmic)", "probability"].map((t) => [t, false]),
    );
  });

  it("streams: draws every step as it comes, and offers to cancel, then to go on", async () => {
    const { page, problems } = await bench.open();
    await swept(page, startSweep("s", { from: 0, to: 1 }));
    const firsts = film.events.slice(0, 20);
    for (const event of firsts) await send(page, { type: "sweepEvent", sweepId: "s", event });
    expect(await text1(page, ".sweep")).toContain("Running: 19 distinct runs");
    await page.click("[data-sweep=cancel]");
    await send(page, { type: "sweepState", sweepId: "s", state: "cancelled", failure: null });
    expect(await text1(page, ".sweep")).toContain("Cancelled");
    await page.click("[data-sweep=continue]");
    expect((await posts(page, "sweep")).map((m) => m.action)).toEqual(["cancel", "continue"]);
    for (const event of film.events.slice(20)) await send(page, { type: "sweepEvent", sweepId: "s", event });
    await send(page, { type: "sweepState", sweepId: "s", state: "done", failure: null });
    expect(await page.$$(".sweep .gap")).toHaveLength(0);
    expect(await page.isVisible("[data-sweep=continue]")).toBe(false);
    const flips = steps.filter((s, i) => i > 0 && s.label !== steps[i - 1]?.label).length;
    expect(flips).toBeGreaterThan(1);
    expect(await page.$$(".sweep .flip")).toHaveLength(flips);
    expect(await text1(page, ".sweep figcaption")).toContain(`${steps.length} distinct runs`);
    expect(await text1(page, ".sweep [aria-live]")).toContain("Complete");
    expect(problems).toEqual([]);
  });

  it("draws samples of the whole range where it has not computed every run: dots, dashed lines, no box over the curves", async () => {
    const { page, problems } = await bench.open({ width: 690, height: 1300, theme: "light-2026" });
    const some = steps.filter((_, i) => i % 5 === 0 || i === steps.length - 1);
    await swept(page, { ...whole(), steps: some, state: "running" });
    expect(await text1(page, ".sweep .hint")).toMatch(
      /^Running: \d+ distinct runs so far; \d+ % of the curves is exact, the rest is sampled/,
    );
    for (const kind of ["kept", "gain", "class-0", "class-1"]) {
      const between = await page.getAttribute(`.sweep .curve.between.${kind}`, "d");
      expect(between?.match(/M/g)).toHaveLength(some.length - 1);
    }
    expect(await page.$eval(".sweep .curve.between", (n) => getComputedStyle(n).strokeDasharray)).not.toBe("none");
    const gaps = await page.$$eval(".sweep .gap", (all) => all.map((n) => n.getBoundingClientRect().height));
    expect(Math.max(0, ...gaps)).toBeLessThan(20); // in the label's ribbon alone, where labels differ
    expect(await text1(page, ".sweep figure")).not.toContain("not visited");
    const seen = await lookAt(page, ".sweep svg", ".curve");
    expect(seen.off).toEqual([]);
    expect(seen.collisions).toEqual([]);
    expect(seen.smallest).toBeGreaterThanOrEqual(10);
    await picture(page, "sweep-sampled");
    expect(problems).toEqual([]);
  });

  it("ends by itself, or at as many runs as are kept of a long text, which it names; only what was stopped can go on", async () => {
    const { page } = await bench.open();
    const some = steps.slice(0, 20);
    await swept(page, { ...whole(), steps: some, state: "cancelled" });
    expect(await page.isVisible("[data-sweep=continue]")).toBe(true);
    const many = Array.from({ length: 256 }, (_, i) => ({ ...stepOf(0), lo: i / 600, hi: (i + 0.5) / 600 }));
    await swept(page, { ...whole(), steps: many, tokens: 40_000, state: "done" });
    expect(await text1(page, ".sweep .hint")).toMatch(
      /^Ended at 256 runs, the most that are kept of a text of 40000 tokens: /,
    );
    expect(await page.isVisible("[data-sweep=continue]")).toBe(false);
  });

  it("says of the shown run what it came to, before the sweep comes to it and after", async () => {
    const { page } = await bench.open();
    const [tokens, first] = film.events; // the first step is the range's lower end
    const begun = [tokens, first].reduce(
      (sweep, e) => (e ? appendSweep(sweep, e) : sweep),
      startSweep("s", { from: 0, to: 1 }),
    );
    await swept(page, begun);
    const before = await text1(page, ".sweep .readout");
    await send(page, { type: "sweepSnapshot", sweep: whole() });
    const after = await text1(page, ".sweep .readout");
    expect(after).toMatch(/^Shown, \(0\.\d+, 0\.\d+\]: .* tokens a layer, FLOPs gain/);
    expect(before).toBe(`${after}; the sweep has not come here`);
  });

  it("goes by arrows from one distinct run to the next, shows at once what the sweep knows, then the run itself", async () => {
    const { page } = await bench.open();
    await swept(page);
    await page.check("input[value=piece]");
    const own = steps.findIndex((s) => s.lo < 0.5 && 0.5 <= s.hi);
    await page.focus(".axis-slider");
    for (let i = 1; i <= 3; i++) {
      await page.keyboard.press("ArrowLeft");
      await page.waitForFunction(
        (t) => document.querySelector(".axis-slider")?.getAttribute("aria-valuenow") === t,
        String(thresholdIn(stepOf(own - i))),
      );
    }
    const to = stepOf(own - 3);
    expect(await shownDepths(page)).toEqual(to.depths);
    expect(await text1(page, ".threshold")).toContain("Exact, from the sweep");
    const asked = (await posts(page, "rerun")).at(-1)?.control ?? [];
    expect(asked).toEqual(run().model.control.map(() => thresholdIn(to)));
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelector(".axis-slider")?.getAttribute("aria-valuenow") === "0");
    const landed = run(3);
    await show(page, landed);
    expect(await text1(page, ".threshold")).not.toContain("on its way");
    expect(await shownDepths(page)).toEqual(landed.depth);
  });

  it("draws an estimate dashed, and calls it one, until the run lands", async () => {
    const { page } = await bench.open();
    await show(page, run());
    await page.fill(".threshold .row input[inputmode]", "0.001");
    await page.press(".threshold .row input[inputmode]", "Enter");
    await page.waitForSelector(".estimates path");
    expect(await page.$eval(".estimates path", (n) => getComputedStyle(n).strokeDasharray)).not.toBe("none");
    expect(await page.getAttribute(".estimates path", "d")).not.toBe("");
    expect(await text1(page, ".more .valid")).toContain("estimate");
    await picture(page, "estimate");
    await show(page, run(1));
    expect(await page.isVisible(".estimates")).toBe(false);
    expect(await text1(page, ".more .valid")).not.toContain("estimate");
  });

  it("has a table with a row a run, whose buttons show the run", async () => {
    const { page } = await bench.open();
    await swept(page);
    await page.check("input[value=runs]");
    await page.waitForSelector(".sweep tbody tr");
    expect(await page.$$(".sweep tbody tr")).toHaveLength(steps.length);
    await page.click(".sweep tbody tr:nth-child(2) button");
    await page.waitForSelector(".sweep tbody tr:nth-child(2)[aria-current]");
    const asked = await posts(page, "rerun");
    expect(asked.at(-1)?.control[0]).toBe(thresholdIn(stepOf(1)));
  });

  it("keeps a keyboard's place: in the table when a row is shown or found, and at the button that takes another's place", async () => {
    const { page } = await bench.open();
    const sweep = whole();
    const begun: ShownSweep = { ...sweep, steps: sweep.steps.slice(0, 3), state: "running" };
    await swept(page, { ...begun, steps: [], state: "done" });
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
    await page.focus("[data-sweep=continue]");
    await send(page, { type: "sweepSnapshot", sweep: begun });
    expect(await focused()).toBe("Cancel");
    await page.check("input[value=runs]");
    const show2 = page.locator(".sweep tbody tr:has(button)").nth(1).locator("button");
    const name = await show2.getAttribute("aria-label");
    await show2.focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".sweep tbody tr[aria-current]");
    expect(await focused()).toBe(name);
    await send(page, { type: "sweepSnapshot", sweep });
    expect(await page.$$(".sweep tbody tr")).toHaveLength(steps.length);
    expect(await focused()).toBe(name);
  });

  it("tells why a sweep failed", async () => {
    const { page } = await bench.open();
    await swept(page, {
      ...whole(),
      state: "failed",
      failure: { code: "engine-lost", message: "The engine stopped." },
    });
    expect(await text1(page, ".sweep")).toContain("The sweep failed: The engine stopped.");
  });
});

describe.each(defaultThemes)("the threshold panel in %s", (theme) => {
  it("has no serious accessibility violation, and a picture to look at", async () => {
    const { page, problems } = await bench.open({ theme, height: 1300 });
    const sweep = whole();
    sweep.steps = sweep.steps.filter((_, i) => i < 30 || i > 36);
    await swept(page, sweep);
    await page.focus(".axis-slider");
    await page.hover(".sweep .surface", { position: { x: 250, y: 60 } });
    await picture(page, `sweep-${theme}`);
    expect(await serious(page)).toEqual([]);
    await page.check("input[value=runs]");
    await picture(page, `sweep-table-${theme}`);
    expect(await serious(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
