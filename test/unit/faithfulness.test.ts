/** Sufficiency and comprehensiveness: what is left out, and the numbers, against a hand computation. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawnWords, leavingOut, wordsOf } from "../../src/dataset/faithfulness/faithfulness.js";
import { faithfulnessAt, type FaithfulnessTable } from "../../src/dataset/faithfulness/table.js";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { append, startRun } from "../../src/run/run.js";
import { readFolder } from "../../src/worker/folder.js";
import { runSkim } from "./skimCommand.js";

const folder = mkdtempSync(join(tmpdir(), "faithfulness-"));
afterAll(() => rmSync(folder, { recursive: true }));
const tiny = "test/fixtures/tiny";
const setting = 0.6;
const words = ["a", "good", "film", "that", "never", "finds", "its", "feet", "in", "time"];
/** Ten texts of words and blanks alone. */
const texts = words.map((_, i) => [...words.slice(i), ...words.slice(0, i)].slice(0, 4 + (i % 5)).join(" "));

let model: Model;
beforeAll(async () => {
  const bundle = await openBundle(readFolder(tiny), { policy: "attention-share" });
  model = await Model.load(bundle, { precision: "fp32", threads: 1 });
});
afterAll(() => model.dispose());

async function run(text: string, share: number) {
  const { info, precision, backend } = model;
  const passage = { text, name: "" };
  const run = startRun({ id: "", started: "", passage, model: info, control: [share], precision, backend });
  for await (const event of model.skim(text, { control: [share] })) append(run, event);
  return run;
}

/** Words that are kept, by hand: those between blanks of which a piece has passed every layer. */
async function byHand(text: string) {
  const { tokens, depth } = await run(text, setting);
  const alive = tokens.filter(({ special }, i) => !special && depth[i] === model.info.layers);
  let end = 0;
  const kept = text.split(" ").map((word) => {
    const start = text.indexOf(word, end);
    end = start + word.length;
    return alive.some((token) => token.start >= start && token.end <= start + word.length);
  });
  const { result } = await run(text, 1);
  const label = result?.label ?? 0;
  const p = async (some: boolean) => {
    const rest = text.split(" ").filter((_, i) => kept[i] === some);
    return rest.length === 0 ? null : ((await run(rest.join(" "), 1)).result?.probabilities[label] ?? NaN);
  };
  const fall = (now: number | null) => (now === null ? null : (result?.probabilities[label] ?? NaN) - now);
  return { sufficiency: fall(await p(true)), comprehensiveness: fall(await p(false)) };
}

const mean = (values: (number | null)[]): number => {
  const there = values.filter((value) => value !== null);
  return there.reduce((sum, value) => sum + value, 0) / there.length;
};

describe("faithfulness", () => {
  it("of ten texts is what a hand computation gives", async () => {
    const file = join(folder, "texts.jsonl");
    writeFileSync(file, texts.map((text) => `${JSON.stringify({ text })}\n`).join(""));
    const asked = ["--policy", "attention-share", "--shares", String(setting), "--precision", "fp32"];
    const { stdout, stderr } = await runSkim([
      ...["faithfulness", file, "--model", tiny, "--workers", "1", "--no-labels", "--json", ...asked],
    ]);
    const table = JSON.parse(stdout || stderr) as FaithfulnessTable;
    expect(table.texts).toBe(10);
    const [at] = table.policies[0]?.at ?? [];
    const hand = [];
    for (const text of texts) hand.push(await byHand(text));
    for (const name of ["sufficiency", "comprehensiveness"] as const) {
      expect(at?.own[name].value, name).toBeCloseTo(mean(hand.map((one) => one[name])), 6);
      expect(at?.random[name].value, name).not.toBeCloseTo(at?.own[name].value ?? NaN, 6);
    }
  });

  it("leaves out whole words of either text, and says where nothing is left", async () => {
    const { tokens, depth } = await run("a good film", 1);
    const [a, good, film] = wordsOf(tokens, depth);
    if (!a || !good || !film) throw new Error("three words");
    expect(leavingOut({ text: "a good film" }, [good])).toEqual({ text: "a film" });
    expect(leavingOut({ text: "a good film", pair: "a" }, [{ ...a, second: true }])).toBeNull();
    expect(leavingOut({ text: "a good film" }, [a, good, film])).toBeNull();
    expect(drawnWords([a, good, film], 2, 5)).toHaveLength(2);
    expect(drawnWords([a, good, film], 2, 5)).toEqual(drawnWords([a, good, film], 2, 5));
  });

  it("is a mean over the texts of which something is left", () => {
    const text = (sufficiency: number | null) => {
      const one = { sufficiency, comprehensiveness: null };
      return { words: 4, kept: 1, own: one, random: one };
    };
    const at = faithfulnessAt(0.5, [text(0.2), text(null), text(0.4)], 1);
    expect(at.own.sufficiency.value).toBeCloseTo(0.3);
    expect(at.own.comprehensiveness).toEqual({ value: null, interval: null });
    expect(at.kept).toBe(0.25);
  });
});
