// What each word is worth to the model: by texts without it, which are classified as if each were given by itself.
import { describe, expect, it } from "vitest";
import { Model } from "../../src/engine/model.js";
import { without } from "../../src/run/leftOut.js";
import { appendMark, type Mark, type MarkEvent } from "../../src/run/marks.js";
import { farFromAlone, plain, worth } from "../parity/leftOut.js";
import { smallBundle, type SmallSizes } from "./smallBundle.js";

const text = "The movie was unfunly long, a good bad time. A movie was time.";
const small = async (sizes: SmallSizes = {}) => Model.load(await smallBundle(sizes), { precision: "fp32", threads: 1 });

describe("a text without a word", () => {
  it.each([
    ["a slow film", 2, 6, "a film"],
    ["a slow film.", 7, 11, "a slow."],
    ["slow film", 0, 4, "film"],
    ["slow film", 5, 9, "slow"],
    ["good,bad", 4, 5, "good bad"],
    ["don't", 3, 4, "don t"],
    ["(good)", 0, 1, "good)"],
    ["a\nb c", 2, 3, "a c"],
    ["映画館", 1, 2, "映館"],
    ["all", 0, 3, ""],
  ])("%j without %i to %i is %j", (whole, start, end, rest) => expect(without(whole, start, end)).toBe(rest));
});

describe("what a word is worth", () => {
  it.each<[string, SmallSizes, "omit" | "mask"]>([
    ["side by side", {}, "omit"],
    ["pooled by the mean, in windows", { pooling: "mean", maxTokens: 12 }, "omit"],
    ["one by one, where a policy merges", { policy: "merge", pooling: "mean", maxTokens: 12 }, "omit"],
    ["one by one, in official semantics", { semantics: "official" }, "omit"],
    ["with the mask token in its place", {}, "mask"],
  ])("is what the text without it gives by itself: %s", async (_, sizes, kind) => {
    const model = await small(sizes);
    expect(await farFromAlone(model, text, kind)).toBeLessThan(1e-4);
    expect(await farFromAlone(model, "A good movie.", kind, { pair: "Long time" })).toBeLessThan(1e-4);
    await model.dispose();
  });

  it("is a number for each word but one without which nothing is left, and says of which output", async () => {
    const model = await small();
    const { tokens } = await plain(model, text);
    const [mark] = await worth(model, text);
    expect(mark?.values.map((value) => value === null)).toEqual(tokens.map(({ special }) => special));
    const own = mark?.values ?? [];
    tokens.forEach(({ word }, i) => {
      if (word >= 0 && tokens[i + 1]?.word === word) expect(own[i + 1]).toBe(own[i]);
    });
    const label = async (at: number) => {
      const marks: Mark[] = [];
      for await (const event of model.occlude(text, { kind: "omit", label: at }))
        appendMark(marks, tokens.length, event);
      return marks[0];
    };
    expect((await label(0))?.about).toContain("the logit of “no” falls");
    expect((await label(0))?.values).not.toEqual((await label(2))?.values);
    await expect(label(3)).rejects.toMatchObject({ code: "message" });
    expect((await worth(model, "movie"))[0]?.values).toEqual([null, null, null]);
    await model.dispose();
  });

  it("comes as it is computed, ends when it is cancelled, and lets a skim go first", async () => {
    const model = await small();
    const stop = new AbortController();
    const events: MarkEvent[] = [];
    const left = async () => {
      for await (const event of model.occlude(text.repeat(8), { kind: "omit", signal: stop.signal })) {
        events.push(event);
        if (event.done >= 4) stop.abort(new Error("enough"));
      }
    };
    await expect(left()).rejects.toThrow("enough");
    expect(events.at(-1)?.done).toBeLessThan(events.at(-1)?.total ?? 0);
    const order: string[] = [];
    let skim: Promise<unknown> = Promise.resolve();
    for await (const { done, total } of model.occlude(text, { kind: "omit" })) {
      if (done === 0) skim = plain(model, text).then(() => order.push("skim"));
      if (done === total) order.push("worth");
    }
    await skim;
    expect(order).toEqual(["skim", "worth"]);
    await model.dispose();
  });
});
