import { describe, expect, it } from "vitest";
import { barsOf, summaryOf, unknownText } from "../../src/run/bars.js";
import { columnsOf, type Run } from "../../src/run/run.js";
import { recorded } from "../view/recorded.js";

const said = (run: Run, unit: "word" | "piece" = "word"): string => summaryOf(run, barsOf(run, columnsOf(run, unit)));

describe("a run in a sentence", () => {
  it.each(["word", "piece"] as const)(
    "says that no word reached the last layer, where [CLS] alone did, by %ss",
    (unit) => {
      expect(said(recorded("sst2-short"), unit)).toMatch(
        /^No word reaches the last layer: only \[CLS\], which is always kept; \d+ of \d+ have left before layer/,
      );
    },
  );

  it("says the same of a text that is read in windows, whose [CLS] are two", () => {
    expect(said(recorded("issues-windows"))).toMatch(
      /^No word reaches the last layer: only the \[CLS\] of each window, which is always kept; /,
    );
  });

  it("names a [SEP] that got through beside it, which is no word either", () => {
    const run = recorded("sst2-short");
    const last = run.tokens.length - 1;
    run.depth[last] = run.model.layers;
    run.kept = run.kept.map((_, layer) => run.depth.filter((depth) => depth > layer).length);
    expect(said(run)).toMatch(/^No word reaches the last layer: only \[CLS\], which is always kept, and \[SEP\]; /);
  });

  it("says where tokens leave that a policy takes inside a layer", () => {
    const run = recorded("sst2-short");
    run.model.policy = { ...run.model.policy, site: "inside" };
    expect(said(run)).toMatch(/ have left in layer \d/);
  });

  it("says of a text without a known word that the answer is about none of it", () => {
    const run = recorded("sst2-short");
    for (const token of run.tokens) if (!token.special) token.piece = "[UNK]";
    expect(unknownText(run).text).toMatch(/^Nothing of the text .* about none of it\.$/);
  });

  it("counts the tokens where a word got through", () => {
    expect(said(recorded("sst2-hostile"))).toMatch(
      /^2 of 39 tokens reach the last layer; .*“hacked” is kept at all 6 layers\.$/,
    );
  });
});
