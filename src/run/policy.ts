/** What a person is told of a policy: words and numbers that come with the model, so that no view knows any policy by name. */
export interface PolicyInfo {
  name: string;
  /** By what it decides and whose idea that is, for who has to choose: a line without a full stop. */
  about: string;
  /** Who described it, as entries of BibTeX; absent = nobody has to be cited for it. */
  cite?: string;
  /** Nothing was trained for it: any model can be skimmed by it. */
  untrained?: true;
  /** It decides inside a layer, after its attention and before its feed-forward part; absent = before a layer. */
  site?: "inside";
  /** Of a score, "p(keep)"; null = tokens have none. */
  score: string | null;
  /** What scores are called in JSON and tables: p = they are probabilities. */
  scoreKey: "p" | "score";
  /** Of a token that left: "skimmed". */
  left: string;
  /** Of what has no score because it always stays: "always kept"; null = nothing is special. */
  always: string | null;
  /** What is computed for the scores alone, and counted in FLOPs: "predictors"; null = nothing. */
  counted: string | null;
  /** What a person turns; null = nothing. */
  control: ControlInfo | null;
  /** What its draws begin with, 0 … mostSeed; absent = nothing is drawn. */
  seed?: number;
}

/** How a policy is told; one that draws draws others with another seed: "random, seed 3". */
export function policyTold({ name, seed }: Pick<PolicyInfo, "name" | "seed">): string {
  return seed === undefined ? name : `${name}, seed ${seed}`;
}

/** Draws begin with 32 bits. */
export const mostSeed = 2 ** 32 - 1;

export interface ControlInfo {
  name: string;
  /** It says how many stay, whatever their scores, and is compared as a double; absent = tokens stay whose score is at least it, in float32. */
  counts?: true;
  /** One number for all layers is its share l / L at layer l of L; absent = it is the same at each. */
  rises?: true;
  /** Of a control that counts it is no setting itself: what lies above it is. */
  least: number;
  most: number;
  step: number;
  scale: "linear" | "log" | "logit";
  /** Turned up, fewer tokens stay, or more. */
  rising: "fewer" | "more";
  /** Settings that a data set is tried at where nobody says which; absent = those of the settings, which are thresholds of p(keep). */
  tried?: number[];
}

/**
 * What VS Code's setting of the control is called. Shares mean the same by every policy that has them, and so do bounds of p(keep); a
 * bound of another score is its policy's alone.
 */
export function settingName({ name, scoreKey, control }: PolicyInfo): string {
  return control && !control.counts && scoreKey !== "p" ? name : (control?.name ?? "threshold");
}

/** Where nothing leaves. */
export function denseAt({ rising, least, most }: ControlInfo): number {
  return rising === "fewer" ? least : most;
}

/** What every model was before there were others: runs saved then name no policy, and src/saved may not ask the engine for one. */
export const transkimmer: PolicyInfo = {
  name: "transkimmer",
  about:
    "predictors that were trained with the model say before each layer how likely each word is needed (Transkimmer)",
  cite: `@inproceedings{guan2022transkimmer,
  title = {Transkimmer: Transformer Learns to Layer-wise Skim},
  author = {Guan, Yue and Li, Zhengyang and Leng, Jingwen and Lin, Zhouhan and Guo, Minyi},
  booktitle = {Proceedings of the 60th Annual Meeting of the Association for Computational Linguistics},
  year = {2022},
  eprint = {2205.07324},
  archivePrefix = {arXiv}
}`,
  score: "p(keep)",
  scoreKey: "p",
  left: "skimmed",
  always: "always kept",
  counted: "predictors",
  control: { name: "threshold", least: 0, most: 1, step: 0.01, scale: "logit", rising: "fewer" },
};
