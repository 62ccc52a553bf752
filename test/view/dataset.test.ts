import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Tally } from "../../src/dataset/tally.js";
import type { Evaluation } from "../../src/protocol/evaluation.js";
import type { DatasetToHost, EvaluationStatus } from "../../src/protocol/evaluationView.js";
import { serious } from "./axe.js";
import { send, ViewBench } from "./page.js";
import { themes, type ThemeName } from "./themes.js";

const bench = new ViewBench("dataset");
const out = "test-results/view";
beforeAll(() => {
  mkdirSync(out, { recursive: true });
  return bench.start();
}, 120_000);
afterAll(() => bench.stop());

const thresholds = [0, 0.1, 0.5, 0.9];
const script = "<img src=x onerror=document.title='run'> {{7*7}} </script>";

/** 120 invented rows, added up by the real tally: higher thresholds cost less and hit less. */
function table(labels = true): Evaluation {
  const model = { name: "sst2", layers: 6, labels: ["negative", "positive"] };
  const columns = "Texts: column “text” (detected). Labels: column “label” (detected).";
  const tally = new Tally({
    file: "reviews.jsonl",
    columns,
    model,
    precision: "fp32",
    thresholds,
    exact: null,
    seed: 1,
  });
  for (let i = 0; i < 120; i++) {
    const gold = i % 2;
    const at = thresholds.map((t, n) => {
      const kept = Array.from({ length: 6 }, (_, l) => Math.max(1, Math.round(20 * (1 - t) ** (l / 3))));
      const label = (i * 7) % 40 < 4 + 2 * n ? 1 - gold : gold;
      return { label, flops: 20 * kept.reduce((a, b) => a + b, 10 + (i % 5)), kept };
    });
    const text = i === 12 ? script : `review ${i} of a film`;
    const row = { row: i + 1, line: i + 2, text, label: labels ? gold : null, unknownLabel: null };
    tally.add(row, { tokens: 20, flopsDense: 2400, at });
  }
  tally.addMalformed({ line: 1, endLine: 1, reason: "The line is not JSON." });
  tally.addMalformed({ line: 130, endLine: 133, reason: "A quote is opened and never closed." });
  return tally.table();
}

const done: EvaluationStatus = {
  state: "done",
  file: "reviews.jsonl",
  rows: 120,
  malformed: 2,
  fraction: 1,
  workers: 2,
  failure: null,
};

async function show(page: Page, status: Partial<EvaluationStatus>, evaluation: Evaluation | null): Promise<void> {
  await send(page, { type: "status", status: { ...done, ...status } });
  await send(page, { type: "table", table: evaluation });
}

async function posted(page: Page): Promise<DatasetToHost[]> {
  return page.evaluate(() => (window as unknown as { stub: { posts: DatasetToHost[] } }).stub.posts);
}

describe.each(Object.keys(themes) as ThemeName[])("the data set's page in %s", { timeout: 60_000 }, (theme) => {
  it("has no serious accessibility violation and no problem, and is there to look at", async () => {
    const { page, problems } = await bench.open({ theme });
    await show(page, {}, table());
    await page.focus(".point[tabindex='0']");
    await page.keyboard.press("ArrowRight");
    await page.screenshot({ path: `${out}/dataset-${theme}.png`, fullPage: true });
    expect(problems).toEqual([]);
    expect(await serious(page)).toEqual([]);
    await page.context().close();
  });
});

describe("the data set's page", { timeout: 60_000 }, () => {
  it("says in words what the picture shows, and the same in a table", async () => {
    const { page } = await bench.open();
    const evaluation = table();
    await show(page, {}, evaluation);
    expect(await page.textContent(".summary")).toMatch(
      /^120 rows\. From threshold 0 to 0\.9 the accuracy goes from 90\.0 %/,
    );
    expect(await page.locator(".point").count()).toBe(thresholds.length);
    expect(await page.locator(".point .interval").count()).toBe(2 * thresholds.length);
    const cells = await page.locator("tr[data-threshold='0.5'] td").allTextContents();
    expect(cells[0]).toContain(`${((evaluation.at[2]?.accuracy.value ?? 0) * 100).toFixed(1)} %`);
    expect(cells).toHaveLength(4 + 6);
    await page.context().close();
  });

  it("goes from point to point with the arrows, and marks the threshold's row", async () => {
    const { page } = await bench.open();
    await show(page, {}, table());
    await page.focus(".point[tabindex='0']");
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    expect(await page.getAttribute("tr.marked", "data-threshold")).toBe("0.5");
    expect(await page.textContent(".plot [role=status]")).toMatch(/^Threshold 0\.5: accuracy/);
    await page.context().close();
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
    expect(await page.locator("td", { hasText: "onerror" }).textContent()).toBe(script);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("shows agreement where no row has a label", async () => {
    const { page } = await bench.open();
    await show(page, {}, table(false));
    expect(await page.textContent("figcaption")).toMatch(/^Agreement with threshold 0/);
    expect(await page.locator("thead th", { hasText: "Accuracy" }).count()).toBe(0);
    await page.context().close();
  });

  it("has the buttons that fit the state", async () => {
    const { page } = await bench.open();
    const visible = async () => (await page.locator(".progress button:visible").allTextContents()).join(" | ");
    await show(page, { state: "running", rows: 7, fraction: 0.3 }, null);
    expect(await visible()).toBe("Pause | Cancel");
    await page.click("text=Pause");
    await show(page, { state: "paused" }, table());
    expect(await visible()).toBe("Resume | Cancel | Export JSON | Export CSV");
    await page.click("text=Resume");
    await show(page, { state: "stopped", rows: 0 }, null);
    expect(await visible()).toBe("Resume | Evaluate Data Set…");
    const failure = { code: "data-set", message: "f.csv is UTF-16 text: save it as UTF-8." } as const;
    await show(page, { state: "failed", failure }, null);
    expect(await page.textContent(".progress [role=alert]")).toBe(failure.message);
    await show(page, {}, table());
    expect(await visible()).toBe("Evaluate Data Set… | Export JSON | Export CSV");
    await page.click("text=Export CSV");
    expect((await posted(page)).slice(1)).toEqual([
      { type: "pause" },
      { type: "resume" },
      { type: "export", as: "csv" },
    ]);
    await page.context().close();
  });
});
