// What becomes of each token at a layer, where some join others: as a run adds it up, and as a file keeps it.
import { describe, expect, it } from "vitest";
import { costAt, stepFlops } from "../../src/run/cost.js";
import { barsOf } from "../../src/run/bars.js";
import { append, columnsOf, type Run } from "../../src/run/run.js";
import { movedOn, stayingOf, type Joined } from "../../src/run/sites.js";
import { readRunFile, writeRunFile } from "../../src/saved/savedRun.js";
import { fateText } from "../../src/words/fate.js";
import { upTo } from "./upTo.js";
import { emptyRun, eventsOf } from "../view/synthetic.js";

/** Two windows of "[CLS] a a a [SEP]", under a policy that tells no scores; these are the layers of the second, which is all that was computed. */
function merging(...layers: number[][]): Run {
  const run = emptyRun("m", "a a a a a a", 3);
  run.model.policy = { ...run.model.policy, score: null };
  const [tokens] = eventsOf(run, 1, 3);
  if (tokens) append(run, tokens);
  let before = upTo(5);
  layers.forEach((list, layer) => {
    const into = Int32Array.from(list);
    const staying = stayingOf(into);
    const flops = stepFlops(5, before, staying, costAt(run.model.cost, layer));
    before = staying;
    const score = new Float32Array(into.length).fill(NaN);
    append(run, { kind: "layer", window: 1, layer, into, rows: staying.length, score, ms: 1, flops });
  });
  return { ...run, state: "cancelled" };
}
const merged = () => merging([0, 1, 1, -1, 4], [0, 0, 0, -1, 4], [0, 0, 0, -1, -1]);
const spanOf = (token: number) => ({ start: [6, 11, 16][token - 6], end: [10, 15, 17][token - 6] });
const next = { kind: "layer", window: 0, rows: 0, score: new Float32Array(5), ms: 1, flops: 1 } as const;

describe("append", () => {
  it("reads off who joined whom, once each; depth ends where a token is no unit of its own any more", () => {
    const run = merged();
    expect(run.depth).toEqual([0, 0, 0, 0, 0, 3, 1, 0, 0, 2]);
    expect(run.joined).toEqual([
      { token: 7, layer: 0, into: 6 },
      { token: 6, layer: 1, into: 5 }, // and with it 7, whose entry stays
    ]);
    expect(run.kept).toEqual([3, 2, 1]);
  });

  it("says of a word which one it goes on with, as far as it is told", () => {
    const run = merged();
    run.passage.text = "a a a good film b"; // the words of the second window's tokens 6, 7 and 8
    run.tokens.forEach((token, t) => t > 5 && t < 9 && Object.assign(token, spanOf(t)));
    const said = barsOf(run, columnsOf(run, "piece")).map((bar) => fateText(bar, run.model));
    expect(said.slice(5)).toEqual([
      "always kept",
      "joined “[CLS]” before layer 2 of 3",
      "joined “good” before layer 1 of 3",
      "skimmed before layer 1 of 3",
      "skimmed before layer 3 of 3",
    ]);
  });

  it("begins anew where the run does, on another backend", () => {
    const run = merged();
    append(run, { kind: "tokens", tokens: run.tokens, windows: run.windows });
    expect(run.joined).toEqual([]);
  });

  it.each([
    ["of another length", [[0, 1, 2]]],
    ["that joins one that left", [[0, -1, 1, 3, 4]]],
    ["that joins one of another window", [[0, 1, 2, 3, 7]]],
    ["that joins one that joins another", [[0, 0, 1, 3, 4]]],
    ["in which one comes back that left", [[0, -1, 2, 3, 4], [0, 1, 2, 3, 4]]], // prettier-ignore
    ["in which one comes back that joined", [[0, 0, 2, 3, 4], [0, 1, 2, 3, 4]]], // prettier-ignore
  ])("refuses an event that does not fit its run: %s", (_, layers) => {
    expect(() => merging(...layers.slice(0, -1))).not.toThrow();
    expect(() => merging(...layers)).toThrow("does not fit");
  });

  it("refuses a layer that is not the next", () => {
    const into = new Int32Array(5).fill(-1);
    expect(() => append(merged(), { ...next, layer: 0, into })).not.toThrow();
    expect(() => append(merged(), { ...next, layer: 1, into })).toThrow("does not fit");
  });
});

describe("a saved run", () => {
  const refused = (joined: Joined[]) => () => readRunFile(writeRunFile({ ...merged(), joined }), "x");

  it("keeps who joined whom", () => expect(readRunFile(writeRunFile(merged()), "x")).toEqual(merged()));

  it.each([
    [{ token: 7, layer: 1, into: 5 }, "joined.0: 7 does not end at layer 1"],
    [{ token: 5, layer: 2, into: 9 }, "joined.0: 5 does not end at layer 2"],
    [{ token: 1, layer: 0, into: 2 }, "joined.0: 1 does not end at layer 0"],
    [{ token: 7, layer: 0, into: 8 }, "joined.0: 8 does not go on at layer 0"],
    [{ token: 7, layer: 0, into: 1 }, "joined.0: 1 is in another window than 7"],
    [{ token: 7, layer: 0, into: 10 }, "joined.0 names a token or layer that is not there"],
    [{ token: 7, layer: 3, into: 6 }, "joined.0 names a token or layer that is not there"],
  ])("in which %o is refused", (joined, says) => expect(refused([joined])).toThrow(says));

  it("in which one joins twice is refused", () => {
    const { joined } = merged();
    expect(refused([...joined, ...joined])).toThrow("joined.2: 7 does not end");
    expect(refused(Array.from({ length: 11 }, () => ({ token: 7, layer: 0, into: 6 })))).toThrow("11 of 10 tokens");
  });
});

describe("movedOn", () => {
  it("takes along who had joined a row: where the row goes, or leaves", () => {
    // Tokens 0 … 5: 2 is part of 1, 3 had left; rows 0, 1, 2, 3 are those of 0, 1, 4, 5.
    const unit = Int32Array.of(0, 1, 1, -1, 4, 5);
    const moved = (...into: number[]) => [...movedOn(unit, Int32Array.from(into), [0, 1, 4, 5])];
    expect(moved(0, 1, 2, 3)).toEqual([...unit]);
    expect(moved(0, 2, 2, -1)).toEqual([0, 4, 4, -1, 4, -1]);
    expect(moved(0, -1, 2, 2)).toEqual([0, -1, -1, -1, 4, 4]);
  });
});
