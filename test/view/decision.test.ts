import { describe, expect, it } from "vitest";
import { viewBench } from "./bench.js";
import { send } from "./page.js";
import { posted, show, table } from "./evaluated.js";

const bench = viewBench("dataset");

describe("the data set's page", () => {
  it("begins with the threshold to take, and every number that it says is the table's", async () => {
    const { page, problems } = await bench.open();
    const evaluation = table();
    const [dense, , half] = evaluation.at;
    if (!dense || !half?.loss?.interval || !half.changes) throw new Error("there is no threshold 0.5");
    await show(page, {}, evaluation);
    const answer = () => page.locator(".decision [role=status] p").allTextContents();
    expect(await answer()).toEqual([
      "No evaluated threshold gains anything at a loss of at most 1 point.",
      "The smallest loss is 5.0 points, at 0.1. Allow a larger one, or evaluate the file at all thresholds: what lies between these is not known.",
    ]);
    expect(await page.locator(".lost, .gained, .decision button:visible").count()).toBe(0);
    const bound = page.locator(".decision input");
    await bound.fill("ten");
    await bound.press("Enter");
    expect(await page.textContent(".decision [role=alert]")).toBe("Give a number from 0 to 100.");
    await bound.fill("10,0");
    await bound.press("Enter");
    expect(await page.textContent(".decision [role=alert]")).toBe("");
    const said = (await answer()).join(" ");
    expect(said).toMatch(
      /^Threshold 0\.5: FLOPs gain 1\.41×, 0\.91× unskimmed \(its predictors cost, and nothing leaves\); not sure of at most 10 points\. Accuracy 80\.0 %, 90\.0 % unskimmed: a loss of 10\.0 points/,
    );
    const points = [half.loss.value ?? NaN, ...half.loss.interval].map((share) => (100 * share).toFixed(1));
    const shares = [half.accuracy, dense.accuracy].map((figure) => (100 * (figure?.value ?? NaN)).toFixed(1));
    const gains = [half.flopsGain, dense.flopsGain].map((figure) => (figure?.value ?? NaN).toFixed(2));
    const { changed, lost, gained } = half.changes;
    const surest = (evaluation.at[1]?.flopsGain?.value ?? NaN).toFixed(2);
    const known = [
      "0.5",
      "10",
      "95",
      ...points,
      ...shares,
      ...gains,
      ...[changed, lost, gained].map(String),
      "0.1",
      surest,
    ];
    expect([...said.matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => number).filter((n) => !known.includes(n))).toEqual(
      [],
    );
    expect(said).toContain(`may be as large as ${points[2]} points`);
    const cells = await page.locator("tr[data-threshold='0.5'] td").allTextContents();
    expect(cells[1]).toBe(`${points[0]}${points[1]} to ${points[2]}`);
    expect(await page.getAttribute("tr.marked", "data-threshold")).toBe("0.5");

    expect(await page.textContent(".lost h2")).toBe(`Lost at threshold 0.5: right unskimmed, wrong there: ${lost}`);
    expect(await page.locator(".lost tbody tr").count()).toBe(lost);
    await page.locator(".lost tbody button", { hasText: "positive" }).last().click();
    await page.click("text=Use This Threshold");
    const [opened, used] = (await posted(page)).slice(-2);
    expect([opened?.type, used]).toEqual(["open", { type: "use", threshold: 0.5 }]);
    expect(await page.locator(".per-label table").nth(1).locator("tbody td").allTextContents()).toEqual([
      "54 → 48",
      "6 → 12",
      "6 → 12",
      "54 → 48",
    ]);
    const length = await page.locator(".lengths tbody tr").allTextContents();
    expect(length).toEqual([`17 to 3212090.0 %80.0 %10.0${gains[0]}×`]);
    expect(problems).toEqual([]);
  });

  it("measures speed on demand, and says of the threshold to take alone how fast it is", async () => {
    const { page } = await bench.open();
    await show(page, {}, table());
    const answer = () => page.textContent(".decision .speed");
    const bound = page.locator(".decision input");
    await bound.fill("10");
    await bound.press("Enter");
    await page.click("text=Measure Speed");
    expect((await posted(page)).at(-1)).toEqual({ type: "measure", threshold: 0.5 });
    await send(page, { type: "speed", state: { is: "measuring", done: 7, all: 30 }, speeds: [] });
    expect(await answer()).toBe("Measuring: 7 of 30 texts.");
    await page.click("text=Stop Measuring");
    expect((await posted(page)).at(-1)).toEqual({ type: "stopMeasuring" });
    const speed = {
      threshold: 0.5,
      texts: 30,
      backend: "WASM, 1 thread",
      precision: "int8",
      unskimmed: { p50: 20, p95: 44.1 },
      skimmed: { p50: 12.12, p95: 30.2 },
      speedUp: 1.624,
    };
    await send(page, { type: "speed", state: { is: "done" }, speeds: [speed] });
    expect(await answer()).toBe(
      "Measured here, on 30 texts, in int8 on WASM, 1 thread: 1.62× as fast. A text takes 12.1 ms (95 % of them at most 30.2 ms), unskimmed 20.0 ms (44.1 ms).",
    );
    await bound.fill("15");
    await bound.press("Enter");
    expect(await page.isVisible(".decision .speed")).toBe(false);
    const failed = { is: "failed", message: "The engine is gone." } as const;
    await send(page, { type: "speed", state: failed, speeds: [speed] });
    expect(await answer()).toBe("The speed was not measured. The engine is gone.");
    await bound.fill("10");
    await bound.press("Enter");
    expect(await answer()).toMatch(/1\.62× as fast\. .* The speed was not measured again\. The engine is gone\.$/);
  });

  it("has neither picture nor decision nor exports of a file without a usable row, and no heading of what it does not have", async () => {
    const { page } = await bench.open();
    const evaluation = table();
    await show(page, {}, evaluation);
    const malformed = { items: [{ line: 1, endLine: 1, reason: "no JSON" }], more: 0 };
    const nothing = { value: null, interval: null };
    const at = evaluation.at.map((one) => ({ ...one, accuracy: nothing, flopsGain: nothing, agreement: nothing }));
    const flips = { items: [], more: 0 };
    const unknownLabels = flips;
    await show(
      page,
      { rows: 0, malformed: 1 },
      { ...evaluation, at, rows: 0, labelled: 0, flips, malformed, unknownLabels },
    );
    expect(await page.textContent(".summary")).toBe("No row is evaluated. 1 malformed row was left out.");
    expect(await page.locator("figure:visible, svg:visible, .decision:visible, table:visible").count()).toBe(1);
    expect(await page.locator("button:visible", { hasText: "Export" }).count()).toBe(0);
    expect(await page.locator("h2:visible").allTextContents()).toEqual(["Malformed rows, left out: 1"]);
  });
});
