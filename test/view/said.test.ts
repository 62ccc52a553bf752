import { describe, expect, it } from "vitest";
import { append, type Run } from "../../src/run/run.js";
import { viewBench } from "./bench.js";
import { posts, ready, send, show } from "./page.js";
import { sentence, wholeRun } from "./synthetic.js";
import { begun, eventsOf, recorded } from "./recorded.js";

const bench = viewBench();

describe("what a run says of itself", () => {
  it("says what 8 bits cost, from the bundle's record, and nothing of it in fp32", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-int8");
    await show(page, run);
    const said = await page.textContent(".more");
    const { sameLabel, sameDepth } = run.model.int8 ?? { sameLabel: NaN, sameDepth: NaN };
    expect(said).toContain(`another label on ${((1 - sameLabel) * 100).toFixed(1)} % of texts`);
    expect(said).toContain(`another depth on ${((1 - sameDepth) * 100).toFixed(1)} % of tokens`);
    await show(page, recorded("sst2-short"));
    expect(await page.textContent(".more")).not.toContain("Computed in 8 bits");
  });

  it("names the words that the vocabulary has no pieces for, and says nothing where it has them", async () => {
    const { page } = await bench.open();
    const run = recorded("sst2-odd");
    const { passage, tokens } = run;
    const word = tokens.find(({ piece }) => piece === "[UNK]");
    await show(page, run);
    expect(await page.textContent(".caution")).toContain(
      `so it read [UNK] in their place: “${passage.text.slice(word?.start, word?.end)}”`,
    );
    await show(page, recorded("sst2-short"));
    expect(await page.textContent(".run")).not.toContain("[UNK]");
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

describe("the legend", () => {
  it("has a step for each depth of a model of few layers, and the last one beside its words, however narrow", async () => {
    const { page } = await bench.open({ width: 330 });
    await show(page, wholeRun("few", sentence, 3));
    expect(await page.locator(".scale i").count()).toBe(4); // left before layer 1, 2 or 3, or kept
    const last = await page.locator(".scale i").last().boundingBox();
    const words = await page.getByText("kept to the end").last().boundingBox();
    const top = words?.y ?? 0;
    expect(last?.y).toBeGreaterThanOrEqual(top);
    expect(last?.y).toBeLessThan(top + (words?.height ?? 0));
  });
});

describe("what is wrong or missing", () => {
  it("says what to do, with the buttons that do it", async () => {
    const { page } = await bench.open();
    await show(page, null);
    await page.click("[data-command=classifyText]");
    expect(await posts(page, "command")).toEqual([{ type: "command", command: "classifyText" }]);
    const failure = {
      code: "bundle-weights",
      message: "models/x/model.safetensors ends early. Copy it again.",
    } as const;
    await send(page, { type: "model", model: { state: "failed", name: "x", failure } });
    expect(await page.textContent("[role=alert]")).toContain(failure.message);
    await page.click("[role=alert] [data-command=chooseModel]");
    expect((await posts(page, "command")).at(-1)?.command).toBe("chooseModel");
  });

  it("offers a text to begin with, and the settings where a threshold of theirs does not fit; says whose picture stays", async () => {
    const { page } = await bench.open();
    await show(page, null);
    await page.click("[data-command=openSample]");
    await show(page, recorded("sst2-short", "o"));
    const bad = { state: "failed", name: "x" } as const;
    const missing = { code: "bundle-missing", message: "There is no model folder x." } as const;
    await send(page, { type: "model", model: { ...bad, failure: missing } });
    expect(await page.textContent("[role=alert]")).toContain("The picture shows the run before.");
    const failure = { code: "threshold", message: "The setting transkimmer.threshold gives 2 thresholds." } as const;
    const failed: Run = { ...begun(recorded("sst2-short", "p")), state: "failed", failure };
    await send(page, { type: "snapshot", run: failed, model: ready });
    expect(await page.textContent("[role=alert]")).toContain("The picture shows the run before.");
    await page.click("[role=alert] [data-command=openSettings]");
    expect((await posts(page, "command")).map(({ command }) => command)).toEqual(["openSample", "openSettings"]);
    const other = { ...failed, id: "q", passage: { text: "Another text.", name: "other.txt" } };
    await send(page, { type: "snapshot", run: other, model: ready });
    expect(await page.textContent(".run figcaption")).toContain("Nothing was computed.");
  });

  it("says, before and after, that the chosen model is another than the run's", async () => {
    const { page } = await bench.open();
    const eq = recorded("sst2-short", "e");
    eq.model = { ...eq.model, name: "eq" };
    await send(page, { type: "snapshot", run: eq, model: ready, chosenModel: "eq" });
    expect(await page.$$("[role=alert]")).toEqual([]);
    await send(page, { type: "model", model: ready, chosenModel: "sst2" });
    expect(await page.textContent("[role=alert]")).toContain(
      "This run is of the model eq; the chosen model is sst2. It reads the text when you move the threshold",
    );
    expect(await page.textContent(".threshold .state")).toBe("Runs the chosen model, sst2.");
    const run = recorded("sst2-short", "s");
    await send(page, { type: "snapshot", run, model: ready, chosenModel: run.model.name, modelBefore: "eq" });
    expect(await page.textContent("[role=alert]")).toContain(
      `An earlier run of this text is of the model eq; this one is of ${run.model.name}`,
    );
    expect(await page.textContent(".threshold .state")).toBe("");
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
    expect(await page.isVisible(".toolbar [data-command=cancel]")).toBe(false);
  });
});
