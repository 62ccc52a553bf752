import { atLeast } from "./atLeast.js";
import type { Policy } from "./policy.js";
import { received, scored } from "./received.js";

/**
 * Units leave whose share of all attention that the window's tokens pay is below a bound: the score and the rising threshold of LTP (Kim
 * et al. 2022), on weights that were not trained for it. One threshold t is the bound t l / L at layer l; a list gives the bounds.
 */
export const attentionThreshold: Policy = {
  says: {
    name: "attention-threshold",
    about: "words leave that receive less attention than a bound, which rises with the layers: LTP’s rule",
    cite: `@inproceedings{kim2022ltp,
  title = {Learned Token Pruning for Transformers},
  author = {Kim, Sehoon and Shen, Sheng and Thorsley, David and Gholami, Amir and Kwon, Woosuk and Hassoun, Joseph and Keutzer, Kurt},
  booktitle = {Proceedings of the 28th ACM SIGKDD Conference on Knowledge Discovery and Data Mining},
  year = {2022}
}`,
    untrained: true,
    site: "inside",
    score: "attention received, of all",
    scoreKey: "score",
    left: "skimmed",
    always: "always kept",
    counted: null,
    control: {
      name: "threshold",
      rises: true,
      least: 0,
      most: 1,
      step: 0.001,
      scale: "log",
      rising: "fewer",
      tried: [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1],
    },
  },
  usual: 0.01, // LTP's own
  scoring: () => 0,
  tensors: () => [],
  score: received,
  decide(asked, control) {
    const score = scored(asked).map((sum) => sum / asked.n);
    const rise = asked.listed ? 1 : asked.layer / asked.layers;
    const asThreshold = score.map((x) => (rise === 0 ? Infinity : x / rise)); // the first bound is 0
    return { ...atLeast(asked, asThreshold, Math.fround(control)), score };
  },
};
