import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  byHandAt,
  byHandCount,
  byHandSummary,
  decided,
  groupsOf,
  nothingSkimmed,
  onlyKept,
  sameFates,
  undecided,
} from "../../src/run/byHand.js";
import { markdown } from "../../src/export/escape.js";
import { toHtml } from "../../src/export/html.js";
import { toJson } from "../../src/export/json.js";
import { skylineCaption } from "../../src/export/picture/caption.js";
import { drawn } from "./drawnPicture.js";
import { toCsv, toMarkdown } from "../../src/export/tables.js";
import { entryOf } from "../../src/saved/history.js";
import { readRunFile, writeRunFile } from "../../src/saved/savedRun.js";
import { SkimError } from "../../src/protocol/errors.js";
import { columnsOf, type Run } from "../../src/run/run.js";
import { parseDatasetMessage } from "../../src/protocol/evaluationSchema.js";
import { parseViewMessage } from "../../src/protocol/viewSchema.js";
import { forcedByWindow } from "../../src/engine/walk/forced.js";
import { movedText } from "../../webview/byHand/moved.js";
import { factsOf } from "../../webview/compare/facts.js";
import { estimateOf, validOf } from "../../webview/sweep/known.js";
import { recorded } from "../view/recorded.js";
import { longText, wholeRun } from "../view/synthetic.js";

const layers = 6;
const fate = fc.record({ from: fc.nat(layers - 1), keep: fc.boolean() });
const steps = fc.array(fc.tuple(fc.uniqueArray(fc.nat(20), { minLength: 1, maxLength: 6 }), fate), { maxLength: 8 });

describe("deciding by hand", () => {
  it("what was decided last holds from its layer on; before that, what held before; other tokens are not touched", () => {
    fc.assert(
      fc.property(steps, fc.uniqueArray(fc.nat(20), { minLength: 1 }), fate, (earlier, tokens, last) => {
        const before = earlier.reduce<Run["forced"]>((f, [t, by]) => decided(f, t, by), []);
        const after = decided(before, tokens, last);
        const at = (forced: Run["forced"], token: number, layer: number) =>
          byHandAt(
            forced.filter((f) => f.token === token),
            layer,
          )?.keep;
        for (let token = 0; token <= 20; token++)
          for (let layer = 0; layer < layers; layer++)
            expect(at(after, token, layer)).toBe(
              tokens.includes(token) && layer >= last.from ? last.keep : at(before, token, layer),
            );
        expect(sameFates(after, after.toReversed())).toBe(true);
        expect(undecided(after, tokens).some((f) => tokens.includes(f.token))).toBe(false);
        expect(undecided(after, tokens, last)).toEqual(
          after.filter((f) => !tokens.includes(f.token) || f.from !== last.from || f.keep !== last.keep),
        );
      }),
    );
  });

  it("of everything never touches a window's first token, and fits the engine", () => {
    const run = wholeRun("w", longText(60), layers, 20);
    expect(run.windows.length).toBeGreaterThan(1);
    const firsts = run.windows.map((w) => w.first);
    for (const forced of [nothingSkimmed(run), onlyKept(run, [3, 4])]) {
      expect(forced).toHaveLength(run.tokens.length - firsts.length);
      expect(forced.some((f) => firsts.includes(f.token))).toBe(false);
      expect(forcedByWindow(forced, run.windows, layers).flat()).toHaveLength(forced.length);
    }
    expect(onlyKept(run, [3, 4]).filter((f) => f.keep).map((f) => f.token)).toEqual([3, 4]); // prettier-ignore
  });

  it("is read back by word, and piece by piece where a word's pieces differ", () => {
    const run = recorded("sst2-by-hand");
    expect(groupsOf(run).map(({ from, keep, words }) => [from, keep, words.map((w) => w.text)])).toEqual([
      [0, false, ["performances"]],
      [2, true, ["unhurried"]],
      [4, true, ["not"]],
    ]);
    run.forced = run.forced.filter((f) => f.token !== 14);
    expect(groupsOf(run)[1]?.words[0]?.text).toBe("un ##ried");
    expect(byHandCount(run)).toBe("3 words");
    run.forced = nothingSkimmed(run);
    const words = columnsOf(run, "word").filter((column) => !column.special);
    expect(byHandCount(run)).toBe(`${words.length} words and [SEP]`);
    run.forced = run.forced.slice(-1);
    expect(byHandCount(run)).toBe("[SEP]");
    run.forced = nothingSkimmed(run);
    expect(byHandSummary(run)).toMatch(/^kept from layer 1 on: “The”, “film”, .* and \d+ more$/);
    expect(byHandSummary(recorded("sst2-short"))).toBeNull();
    const pair = recorded("sst2-pair");
    pair.forced = columnsOf(pair, "word")
      .filter(({ text }) => text === "film")
      .flatMap(({ tokens }) => tokens.map((token) => ({ token, from: 0, keep: true })));
    expect(byHandSummary(pair)).toBe("kept from layer 1 on: “film” (first text), “film” (second text)");
  });
});

describe("a run with fates decided by hand", () => {
  const run = recorded("sst2-by-hand");

  it("says so in every export, in the history and beside another run", () => {
    const said =
      "skimmed from layer 1 on: “performances”; kept from layer 3 on: “unhurried”; kept from layer 5 on: “not”";
    expect(toMarkdown(run)).toContain(`decided by hand: ${markdown(said)}`);
    expect(toMarkdown(run)).toContain("skimmed before layer 1 of 6; skimmed by hand from layer 1 on");
    expect(toCsv(run)).toContain("kept at all 6 layers; kept by hand from layer 5 on");
    expect(toHtml(run)).toContain(`<dt>decided by hand</dt><dd>${said}</dd>`);
    expect(toJson(run)).toMatchObject({ forced: run.forced });
    const svg = drawn(run, { caption: skylineCaption(run) });
    expect(svg.replaceAll(/<[^>]*>\s*/g, " ")).toContain("Decided by hand: skimmed from layer 1 on");
    expect(svg).toContain(">skimmed by hand</text>");
    // Each sign stands in the legend, too.
    const signs = (text: string) => [/Z" fill="#1f1f1f"/g, /fill="#ffffff" stroke=/g].map((sign) => text.match(sign)?.length ?? 0); // prettier-ignore
    expect(signs(svg)).toEqual([3, 2]);
    expect(signs(drawn(recorded("sst2-short")))).toEqual([0, 0]);
    expect(entryOf(run).forced).toBe("3 words");
    const facts = factsOf(recorded("sst2-short"), run).find(([name]) => name === "decided by hand");
    expect(facts).toEqual(["decided by hand", "nothing", said]);
  });

  it("opens again as it was saved: the file that this version wrote", () => {
    const bytes = readFileSync(new URL("../fixtures/saved/v1-by-hand.skimrun.json", import.meta.url));
    const read = readRunFile(bytes, "v1-by-hand.skimrun.json");
    const written = JSON.parse(bytes.toString()) as Run;
    expect(read.forced).toEqual(written.forced);
    expect(read.forced).toHaveLength(5);
    expect(read.depth).toEqual(written.depth);
    expect(readRunFile(writeRunFile(read), "x")).toEqual(read);
    for (const wrong of [
      { token: 28, from: 0, keep: true },
      { token: 1, from: layers, keep: true },
      { token: 0, from: 2, keep: false },
    ]) {
      const file = writeRunFile({ ...read, forced: [wrong] });
      expect(() => readRunFile(file, "x"), JSON.stringify(wrong)).toThrow("forced.0");
    }
  });

  it("is told apart from the model alone by what nobody touched", () => {
    const alone = recorded("sst2-short");
    const hand = new Set(run.forced.map((f) => f.token));
    const moved = columnsOf(run, "word").filter(
      ({ tokens }) => !tokens.some((t) => hand.has(t)) && tokens.some((t) => run.depth[t] !== alone.depth[t]),
    );
    expect(movedText(alone, run)).toContain(`${moved.length} other word`);
    expect(movedText(alone, { ...alone, forced: [] })).toMatch(/no other word/);
    expect(movedText(recorded("sst2-strict"), run)).toContain("the model alone at threshold 0.9,");
  });

  it("is valid where its predictors' own decisions are; an estimate of it keeps what is decided by hand", () => {
    const valid = validOf(run);
    const scores = run.scores.flatMap((row, layer) =>
      row.flatMap((p, token) =>
        p === null || run.forced.some((f) => f.token === token && f.from <= layer)
          ? []
          : [{ p, kept: (run.depth[token] ?? 0) > layer }],
      ),
    );
    expect(valid?.lo).toBe(Math.max(...scores.filter((s) => !s.kept).map((s) => s.p)));
    expect(valid?.hi).toBe(Math.min(...scores.filter((s) => s.kept).map((s) => s.p)));
    const depth = estimateOf(run, { control: run.control.map(() => 1), forced: run.forced })?.depth;
    expect([depth?.[4], depth?.[11], depth?.[13]]).toEqual([0, 0, 0]); // “not” is decided from layer 5 on: it leaves before that
    const kept = estimateOf(run, { control: run.control.map(() => 1), forced: nothingSkimmed(run) })?.depth;
    expect(new Set(kept)).toEqual(new Set([layers]));
  });
});

describe("messages of the view", () => {
  const rerun = { type: "rerun", runId: "a", control: [0.5], forced: [{ token: 1, from: 0, keep: true }] };
  it("that are none are refused", () => {
    expect(parseViewMessage(rerun)).toEqual(rerun);
    expect(parseViewMessage({ type: "chosen", runId: "a", tokens: [1, 2] })).toMatchObject({ tokens: [1, 2] });
    for (const wrong of [
      { ...rerun, runId: undefined },
      { ...rerun, forced: undefined },
      { ...rerun, forced: [{ token: -1, from: 0, keep: true }] },
      { ...rerun, forced: [{ token: 1, from: 0.5, keep: true }] },
      { ...rerun, forced: [{ token: 1, from: 0, keep: "yes" }] },
      { ...rerun, forced: Array(1_000_001).fill({ token: 1, from: 0, keep: true }) },
      { type: "chosen", runId: "a", tokens: ["1"] },
    ])
      expect(() => parseViewMessage(wrong), JSON.stringify(wrong).slice(0, 80)).toThrow(SkimError);
  });

  it("are refused in a sentence, however much is wrong with them", () => {
    const refusal = (parse: (raw: unknown) => unknown, raw: unknown): string => {
      try {
        parse(raw);
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    const forced = Array(300_000).fill({ token: "\u202e".repeat(1000), from: -1, keep: 1 });
    for (const said of [
      refusal(parseViewMessage, { ...rerun, forced }),
      refusal(parseViewMessage, { type: "A".repeat(1_000_000) }),
      refusal(parseDatasetMessage, { type: "reveal", line: "A".repeat(1_000_000) }),
    ]) {
      expect(said).toMatch(/page|view/);
      expect(said.length).toBeLessThan(400);
      expect(said).not.toContain("\u202e");
    }
  });
});
