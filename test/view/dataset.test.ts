import { describe, expect, it } from "vitest";
import { kindOf } from "../../src/dataset/measure/index.js";
import type { Kind as AnswerKind } from "../../src/dataset/measure/kind.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import type { Said } from "../../src/run/evaluation.js";
import { pieceOf } from "../../src/run/exactCurves.js";
import { serious } from "./axe.js";
import { picture, viewBench } from "./bench.js";
import { posted, script, show, table, thresholds } from "./evaluated.js";
import { defaultThemes } from "./themes.js";

const bench = viewBench("dataset");

describe.each(defaultThemes)("the data set's page in %s", (theme) => {
  it("has no serious accessibility violation and no problem, and is there to look at", async () => {
    const { page, problems } = await bench.open({ theme });
    await show(page, {}, table());
    await page.focus(".point[tabindex='0']");
    await page.keyboard.press("ArrowRight");
    await picture(page, `dataset-${theme}`, true);
    await show(page, {}, table({ exact: true }));
    await page.focus(".steps svg");
    await picture(page, `dataset-exact-${theme}`, true);
    expect(problems).toEqual([]);
    expect(await serious(page)).toEqual([]);
  });
});

describe("the data set's page", () => {
  it("says in words what the picture shows, and the same in a table", async () => {
    const { page } = await bench.open();
    const evaluation = table();
    await show(page, {}, evaluation);
    expect(await page.textContent(".summary")).toMatch(
      /^120 rows\. From threshold 0 to 0\.9 the accuracy goes from 90\.0 %/,
    );
    expect(await page.textContent(".summary + .hint")).toMatch(
      / Computed in fp32: 70 rows on WebGPU, nvidia ampere; 50 rows on WASM, 1 thread\.$/,
    );
    await show(page, { backendWhy: "WebGPU finds no graphics adapter here" }, table());
    expect(await page.textContent(".summary + .hint")).toMatch(
      /, 1 thread \(WebGPU finds no graphics adapter here\)\.$/,
    );
    expect(await page.locator(".point").count()).toBe(thresholds.length);
    expect(await page.locator(".point .interval").count()).toBe(2 * thresholds.length);
    const cells = await page.locator("tr[data-threshold='0.5'] td").allTextContents();
    expect(cells[0]).toContain(`${((evaluation.at[2]?.accuracy?.value ?? 0) * 100).toFixed(1)} %`);
    expect(cells).toHaveLength(4 + 1 + 6);
  });

  it("names the points so that no name covers another, and a crowded one's while it is looked at", async () => {
    const { page } = await bench.open();
    const evaluation = table();
    const [first] = evaluation.at;
    if (!first) throw new Error("there is no threshold");
    const at = Array.from({ length: 12 }, (_, i) => ({
      ...first,
      threshold: i / 20,
      flopsGain: { value: 1 + (i < 8 ? i / 1000 : i / 10), interval: null },
    }));
    await show(page, {}, { ...evaluation, at });
    const boxes = await page.locator(".point .name").evaluateAll((names) =>
      names.map((name) => {
        const { left, right, top, bottom } = name.getBoundingClientRect();
        return { left, right, top, bottom, seen: getComputedStyle(name).visibility === "visible" };
      }),
    );
    const seen = boxes.filter((box) => box.seen);
    for (const [i, a] of seen.entries())
      for (const b of seen.slice(i + 1))
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
    const hidden = boxes.findIndex((box) => !box.seen);
    expect(hidden).toBeGreaterThan(0);
    expect(seen.length).toBeGreaterThan(6);
    await page.locator(".point").nth(hidden).focus();
    expect(await page.locator(".point .name").nth(hidden).isVisible()).toBe(true);
  });

  it("goes from point to point with the arrows, and marks the threshold's row", async () => {
    const { page } = await bench.open();
    await show(page, {}, table());
    await page.focus(".point[tabindex='0']");
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    expect(await page.getAttribute("tr.marked", "data-threshold")).toBe("0.5");
    expect(await page.textContent(".plot [role=status]")).toMatch(/^Threshold 0\.5: accuracy/);
  });

  it("opens a flipped text at a threshold, and the file at a malformed line; text is never HTML", async () => {
    const { page, problems } = await bench.open();
    const evaluation = table();
    await show(page, {}, evaluation);
    const [flip] = evaluation.flips.items;
    await page.locator(".flips tbody tr").first().locator("span.flips button").first().click();
    await page.locator(".malformed button", { hasText: "130 to 133" }).click();
    expect((await posted(page)).slice(1)).toEqual([
      { type: "open", row: flip?.row, threshold: flip?.flipsAt[0] },
      { type: "reveal", line: 130 },
    ]);
    expect(evaluation.flips.items.some(({ excerpt }) => excerpt === script)).toBe(true);
    expect(await page.locator("#dataset img").count()).toBe(0);
    expect(await page.locator(".flips .pair p").allTextContents()).toEqual(["review 18 of a film", "its sequel"]);
    expect(await page.locator("td", { hasText: "onerror" }).textContent()).toBe(script);
    expect(problems).toEqual([]);
  });

  it("draws an exact evaluation in steps, says each piece as the arrows come to it, and opens a flip between thresholds", async () => {
    const { page, problems } = await bench.open();
    const evaluation = table({ exact: true });
    const { exact } = evaluation;
    if (!exact) throw new Error("no curves");
    await show(page, {}, table());
    expect(await page.isVisible(".steps")).toBe(false);
    await show(page, {}, evaluation);
    expect(await page.locator(".steps .band").count()).toBe(3);
    for (const band of await page.locator(".steps .band").all()) {
      const points = ((await band.getAttribute("d")) ?? "")
        .slice(1, -1)
        .split("L")
        .map((point) => point.split(","));
      expect(points).toHaveLength(4 * exact.hi.length);
      const slanted = points.slice(1).filter(([x, y], i) => x !== points[i]?.[0] && y !== points[i]?.[1]);
      expect(slanted).toEqual([]);
    }
    expect(await page.textContent(".steps figcaption")).toMatch(
      /pieces, from 840 distinct runs of 120 texts\. 12 texts have more than 7 runs/,
    );

    await page.focus(".steps svg");
    await page.keyboard.press("Home");
    const said = () => page.getAttribute(".steps svg", "aria-valuetext");
    expect(await said()).toContain("accuracy 92.5 %, FLOPs gain 0.92×, same label as unskimmed 100.0 %");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const third = pieceOf(exact, 2);
    expect(Number(await page.getAttribute(".steps svg", "aria-valuenow"))).toBe(third.hi);
    expect(await said()).toContain(`FLOPs gain ${third.flopsGain[0].toFixed(2)}×`);
    await page.keyboard.press("End");
    expect(await said()).toContain(", 1]: accuracy ");
    await page.keyboard.press("PageDown");
    expect(Number(await page.getAttribute(".steps svg", "aria-valuenow"))).toBe(exact.hi.at(-26));
    expect(await page.textContent(".steps p")).toBe(await said());

    const flip = evaluation.flips.items.find((f) => f.exact?.length === 1);
    expect(flip?.exact?.[0]?.label).toBe(1 - Number(flip?.gold ?? 0));
    const row = page.locator(".flips tbody tr", { hasText: flip?.excerpt ?? "" }).first();
    await row.locator("span.flips button").click();
    expect((await posted(page)).at(-1)).toEqual({ type: "open", row: flip?.row, threshold: flip?.exact?.[0]?.at });
    expect(problems).toEqual([]);
  });

  it("shows of several labels, and of numbers, the figures that they have", async () => {
    const { page, problems } = await bench.open();
    const tallied = (kind: AnswerKind, labels: string[], gold: Said, at0: Said, at5: Said) => {
      const model = { name: "m", layers: 1, labels };
      const heading = { file: "f.csv", columns: "", model, kind, precision: "fp32", exact: 3, seed: 1 } as const;
      const tally = new Tally({ ...heading, thresholds: [0, 0.5] });
      for (let row = 1; row < 9; row++) {
        const at = [at0, at5].map((label) => ({ label: row % 3 > 0 ? label : at0, flops: 50, kept: [2] }));
        const exact = { lo: [0, 0.4], hi: [0.4, 1], label: [at0, at5], flops: [90, 50], leastFlops: 9 };
        const of = { row, line: row, text: `text ${row}`, label: row % 2 > 0 ? gold : at0, unknownLabel: null };
        tally.add(of, { tokens: 4, flopsDense: 100, backend: "b", at, exact });
      }
      return tally.table();
    };
    const head = () => page.locator(".figures thead th").allTextContents();
    await show(page, {}, tallied(kindOf({ answer: "some" }), ["toxic", "insult"], [0, 1], [0], []));
    expect((await head()).slice(1, 7)).toEqual([
      "Exact match",
      "Loss, points",
      "Micro-F1",
      "Macro-F1",
      "FLOPs gain",
      "Same labels as unskimmed",
    ]);
    expect(await page.locator(".per-label tbody tr").first().locator("td").allTextContents()).toEqual([
      "8",
      "100.0 %",
      "100.0 % → 25.0 %",
      "100.0 % → 40.0 %",
    ]);
    expect(await page.textContent(".flips h2")).toBe("Texts whose labels flip between thresholds 0 and 1: 8");
    expect(await page.locator(".flips tbody tr").first().locator("td").nth(4).textContent()).toBe("0.4: no label");
    await show(page, {}, tallied(kindOf({ answer: "number" }), ["stars"], 4, 3.5, 3));
    expect((await head()).slice(1, 7)).toEqual([
      "Pearson",
      "Loss",
      "Spearman",
      "Mean absolute error",
      "FLOPs gain",
      "Mean difference from unskimmed",
    ]);
    expect(await page.textContent(".plot figcaption")).toMatch(/^Pearson correlation against FLOPs gain/);
    expect(await page.locator(".steps .band").count()).toBe(3);
    expect(await page.getAttribute(".steps svg", "aria-valuetext")).toContain("mean absolute error 0.75, FLOPs gain");
    expect(await page.locator(".flips, .per-label:visible").count()).toBe(0);
    expect(await page.locator("#dataset").textContent()).not.toMatch(/accura|flip/i);
    expect(problems).toEqual([]);
  });

  it("shows agreement where no row has a label", async () => {
    const { page } = await bench.open();
    await show(page, {}, table({ labels: false }));
    expect(await page.textContent(".plot figcaption")).toMatch(/^Agreement with the unskimmed model/);
    expect(await page.locator("thead th", { hasText: "Accuracy" }).count()).toBe(0);
  });

  it("has the buttons that fit the state", async () => {
    const { page } = await bench.open();
    const visible = async () => (await page.locator(".progress button:visible").allTextContents()).join(" | ");
    await show(page, { state: "loading", rows: 0, fraction: 0 }, null);
    expect(await visible()).toBe("Cancel");
    expect(await page.textContent(".progress .number")).toBe("Loading the model");
    await show(page, { state: "running", rows: 7, fraction: 0.3 }, null);
    expect(await visible()).toBe("Pause | Cancel");
    await page.click("text=Pause");
    await show(page, { state: "paused" }, table());
    expect(await visible()).toBe("Resume | Cancel | Export Figure… | Export JSON | Export CSV");
    await page.click("text=Resume");
    await show(page, { state: "stopped", rows: 0 }, null);
    expect(await visible()).toBe("Resume | Evaluate Data Set…");
    const failure = { code: "data-set", message: "f.csv is UTF-16 text: save it as UTF-8." } as const;
    await show(page, { state: "failed", failure }, null);
    expect(await page.textContent(".progress [role=alert]")).toBe(failure.message);
    expect(await visible()).toBe("Resume | Evaluate Data Set…");
    await show(page, { state: "failed", failure, rows: 0, malformed: 0 }, null);
    expect(await visible()).toBe("Try Again | Evaluate Data Set…"); // nothing is there to go on from
    await show(page, {}, table());
    expect(await visible()).toBe(
      "Evaluate Data Set… | Read Otherwise… | Compare Policies… | Export Figure… | Export JSON | Export CSV",
    );
    await page.click("text=Read Otherwise…");
    await page.click("text=Export CSV");
    expect((await posted(page)).slice(1)).toEqual([
      { type: "pause" },
      { type: "resume" },
      { type: "reread" },
      { type: "export", as: "csv" },
    ]);
  });
});
