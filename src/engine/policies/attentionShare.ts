import type { Policy } from "./policy.js";
import { received, scored } from "./received.js";
import { shareOf } from "./shares.js";

/**
 * A share of the units goes on, those that receive most attention: the score of PoWER-BERT (Goyal et al. 2020) and of Length-Adaptive
 * Transformer (Kim and Cho 2021), on weights that were not trained for it.
 */
export const attentionShare: Policy = {
  says: {
    name: "attention-share",
    about:
      "each layer keeps a share of its words, those that receive most attention: PoWER-BERT’s score and, with a searched list of shares, Length-Adaptive Transformer’s search",
    cite: `@inproceedings{goyal2020powerbert,
  title = {{PoWER-BERT}: Accelerating {BERT} Inference via Progressive Word-vector Elimination},
  author = {Goyal, Saurabh and Choudhury, Anamitra R. and Raje, Saurabh M. and Chakaravarthy, Venkatesan T. and Sabharwal, Yogish and Verma, Ashish},
  booktitle = {Proceedings of the 37th International Conference on Machine Learning},
  year = {2020}
}

@inproceedings{kim2021lengthadaptive,
  title = {Length-Adaptive Transformer: Train Once with Length Drop, Use Anytime with Search},
  author = {Kim, Gyuwan and Cho, Kyunghyun},
  booktitle = {Proceedings of the 59th Annual Meeting of the Association for Computational Linguistics},
  year = {2021}
}`,
    untrained: true,
    site: "inside",
    score: "attention received",
    scoreKey: "score",
    left: "skimmed",
    always: "always kept",
    counted: null,
    control: { name: "share", counts: true, least: 0, most: 1, step: 0.01, scale: "linear", rising: "more" },
  },
  usual: 0.8,
  scoring: () => 0,
  tensors: () => [],
  score: received,
  decide(asked, share) {
    const score = scored(asked);
    const order = asked.alive.map((_, row) => row).slice(1);
    order.sort((a, b) => (score[b] ?? 0) - (score[a] ?? 0)); // of equal ones the earlier first
    return { ...shareOf(asked, order, share), score };
  },
};
