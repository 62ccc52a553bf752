/** Runs by policies that nothing was trained for: how they are said, kept and read again. Nobody but the engine knows any of them by name. */
import { beforeAll, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { toJson } from "../../src/export/json.js";
import { toCsv } from "../../src/export/tables.js";
import { columnsOf, skimmedBy, type Run } from "../../src/run/run.js";
import { barsOf } from "../../src/run/bars.js";
import { entryOf } from "../../src/saved/history.js";
import { readRun } from "../../src/saved/savedRun.js";
import { fateText } from "../../src/words/fate.js";
import { controlMeaning, needText } from "../../src/words/policy.js";
import { readFolder } from "../../src/worker/folder.js";
import { runOf } from "../parity/pytorch.js";

const text = "a charming and often affecting journey";
async function run(policy: string, threshold: number[]): Promise<Run> {
  const bundle = await openBundle(readFolder("test/fixtures/tiny"), { policy });
  const model = await Model.load(bundle, { precision: "fp32", threads: 1 });
  const done = await runOf(model, text, { threshold });
  await model.dispose();
  return { ...done, started: "2026-12-01T00:00:00.000Z" };
}
const again = (run: Run) => readRun(JSON.parse(JSON.stringify(run)), "run");

let share: Run;
let rising: Run;
let merged: Run;
let listed: Run;
beforeAll(async () => {
  share = await run("attention-share", [0.6]);
  rising = await run("attention-threshold", [0.2]);
  merged = await run("merge", [0.7]);
  listed = await run("attention-threshold", [0.1, 0.1, 0.1]);
});

describe("a run by a policy that was not trained for", () => {
  it("is said with its name, with its control's, and with where words leave", () => {
    expect(skimmedBy(share.model, "fp32")).toBe("tiny, attention-share, fp32");
    expect([0, 1, 2].map((l) => needText(share, l))).toEqual(["share 0.6", "share 0.6", "share 0.6"]);
    expect([0, 1, 2].map((l) => needText(rising, l))).toEqual(["≥ 0", "≥ 0.06667", "≥ 0.1333"]);
    expect([0, 1, 2].map((l) => needText(listed, l))).toEqual(["≥ 0.1", "≥ 0.1", "≥ 0.1"]);
    const fates = barsOf(share, columnsOf(share, "word")).map((bar) => fateText(bar, share.model));
    expect(fates.some((fate) => /^skimmed inside layer \d of 3$/.test(fate))).toBe(true);
    const joins = barsOf(merged, columnsOf(merged, "word")).map((bar) => fateText(bar, merged.model));
    expect(joins.some((fate) => /^joined “\w+” inside layer \d of 3$/.test(fate))).toBe(true);
    expect(controlMeaning(share.model.policy)).toMatch(
      /^Each layer keeps a share .* At 1 nothing is skimmed; lower means/,
    );
    expect(controlMeaning(rising.model.policy)).toContain(
      "Inside each layer every word that is still there gets a score",
    );
  });

  it("is kept and read again, with scores of any size", () => {
    expect(share.scores.flat().some((score) => (score ?? 0) > 1)).toBe(true);
    for (const one of [share, rising, listed, merged]) expect(again(one)).toEqual(one);
    expect(entryOf(share)).toMatchObject({ policy: "attention-share", control: { name: "share" } });
  });

  it("is refused where its scores say other depths than it has, or are none", () => {
    const left = listed.depth.findIndex((depth) => depth === 0);
    const changed = (score: number) => {
      const scores = listed.scores.map((row, l) => row.map((p, t) => (l === 0 && t === left ? score : p)));
      return () => again({ ...listed, scores });
    };
    expect(changed(0.099)).not.toThrow();
    expect(changed(0.2)).toThrow("but the depth says otherwise");
    expect(changed(1.5)).toThrow("is not from 0 to 1");
    const gone = share.scores.map((row, l) => row.map((p, t) => (l === 2 && share.depth[t] === 0 ? 1 : p)));
    expect(() => again({ ...share, scores: gone })).toThrow("where one was not asked");
  });

  it("is exported with the list as it was given, and with scores that are called so", () => {
    expect(toJson(share)).toMatchObject({ policy: "attention-share", control: 0.6 });
    expect(toJson(listed)).toMatchObject({ policy: "attention-threshold", control: [0.1, 0.1, 0.1] });
    const [first, second] = (toJson(share) as { tokens: Record<string, unknown>[] }).tokens;
    expect(first).toMatchObject({ score: null });
    expect(second).not.toHaveProperty("p");
    expect(toCsv(share)).toContain("score_1,score_2,score_3");
  });
});
