import { Control } from "../../../src/dataset/run/control.js";
import { one } from "../../../src/dataset/measure/one.js";
import { measureLists, searchedQuality } from "../../../src/dataset/search/measureLists.js";
import { search } from "../../../src/dataset/search/search.js";
import type { Row } from "../../../src/dataset/read/rows.js";
import { generatedRows, startRunners } from "../dataSet.js";
import type { Figure } from "../figure.js";
import { spread } from "../timing.js";

const lists = 200;
const texts = 300;

/** What finding shares costs, and where it goes: 60,000 runs, which begin alike where their lists do. */
export const searching: Figure = {
  name: "search",
  title: `search of ${lists} lists of shares on ${texts} texts, s`,
  notes: [
    "The tiny model of the tests, once, on two engines: with sst2 only the runs take longer, by as much as they do.",
  ],
  async *measure() {
    const runners = await startRunners("test/fixtures/tiny", 2, "attention-share");
    try {
      const [first] = runners;
      if (!first) throw new RangeError("two runners were asked for");
      const { model } = await first.load();
      const rows = generatedRows(texts).map((line, i): Row => {
        const { text, label } = JSON.parse(line) as { text: string; label: number };
        return { row: i + 1, line: i + 1, text, label, unknownLabel: null };
      });
      let runs = 0;
      const parts = { runners, kind: one, model, control: new Control() };
      const quality = searchedQuality(one, rows);
      const began = performance.now();
      const front = await search({
        ...{ layers: model.layers, seed: 1, lists, onRound: () => undefined },
        async measure(asked) {
          const from = performance.now();
          const found = await measureLists(asked, rows, quality, parts);
          runs += performance.now() - from;
          return found;
        },
      });
      const seconds = (performance.now() - began) / 1000;
      yield {
        on: "tiny, fp32, 2 workers",
        value: spread([seconds]),
        parts: { "runs s": runs / 1000, "breeding s": seconds - runs / 1000, "lists unbeaten": front?.length ?? 0 },
      };
    } finally {
      for (const runner of runners) runner.dispose();
    }
  },
};
