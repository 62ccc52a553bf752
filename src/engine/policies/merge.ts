import { notNumbers } from "../bundle/finite.js";
import { doubles } from "../sweep/scale.js";
import type { Asked, Policy, Score } from "./policy.js";

/** The mean of the heads' keys. */
const keys: Score = {
  of: "keys",
  add(graph, _weights, { shape: { hidden, heads } }, x, output) {
    const byHead = graph.node("Reshape", [x, graph.constant([-1n, BigInt(heads), BigInt(hidden / heads)])]);
    return graph.node("ReduceMean", [byHead], { axes: [1n], keepdims: 0n }, output);
  },
};

/**
 * Alike units become one (the bipartite matching of ToMe, Bolya et al. 2023, in the place of Token Pooling, Marin et al. 2023): every
 * other unit looks for the one among the rest whose mean key points most in its direction, and of those that look the closest join.
 */
export const merge: Policy = {
  says: {
    name: "merge",
    about: "in each layer the words that are most alike are computed as one: ToMe’s matching, in Token Pooling’s place",
    cite: `@inproceedings{bolya2023tome,
  title = {Token Merging: Your {ViT} but Faster},
  author = {Bolya, Daniel and Fu, Cheng-Yang and Dai, Xiaoliang and Zhang, Peizhao and Feichtenhofer, Christoph and Hoffman, Judy},
  booktitle = {International Conference on Learning Representations},
  year = {2023}
}

@article{marin2021tokenpooling,
  title = {Token Pooling in Vision Transformers},
  author = {Marin, Dmitrii and Chang, Jen-Hao Rick and Ranjan, Anurag and Prabhu, Anish and Rastegari, Mohammad and Tuzel, Oncel},
  journal = {arXiv preprint arXiv:2110.03860},
  year = {2021}
}`,
    untrained: true,
    site: "inside",
    score: "likeness",
    scoreKey: "score",
    left: "merged",
    always: "always kept",
    counted: "similarities",
    control: { name: "share", counts: true, least: 0, most: 1, step: 0.01, scale: "linear", rising: "more" },
  },
  usual: 0.8,
  scoring: () => 0,
  matching: ({ hidden, heads }) => (2 * hidden) / heads,
  tensors: () => [],
  score: keys,
  /** Units that are skimmed by hand leave before the others are told apart; one that is kept by hand does not join, but may be joined. */
  decide(asked, share) {
    const { alive, fates } = asked;
    const k = alive.length;
    const into = Int32Array.from(alive, (place, row) => (place > 0 && fates.get(place) === false ? -1 : row));
    const rest = [...into.keys()].filter((row) => into[row] === row);
    const looking = rest.filter((_, i) => i > 0 && i % 2 === 0);
    const met = rest.filter((_, i) => i % 2 === 1);
    const none = { into, rows: rest.length, lo: -Infinity, hi: Infinity };
    if (looking.length === 0) return none;
    const wanted = joinsAt(share, k);
    if (wanted === 0) return { ...none, lo: highestShare(1, k) };
    const compared = looking.length * met.length;
    const found = closest(asked, looking, met);
    const score = new Float32Array(k).fill(NaN);
    for (const { row, likeness } of found) score[row] = likeness;
    const free = found.filter(({ row }) => fates.get(alive[row] ?? 0) !== true);
    free.sort((a, b) => b.likeness - a.likeness); // of equal ones the earlier first
    const joins = Math.min(wanted, free.length);
    for (const { row, to } of free.slice(0, joins)) into[row] = to;
    const lo = joins === free.length ? -Infinity : highestShare(joins + 1, k);
    return { into, rows: rest.length - joins, lo, hi: highestShare(Math.max(1, joins), k), score, compared };
  },
};

/** How many of k units join others at a share, as far as there are. */
function joinsAt(share: number, k: number): number {
  return Math.floor((1 - doubles.at(doubles.ordinal(share))) * k + 1e-9);
}

/** The highest share at which as many join; -Infinity = there is none. */
function highestShare(joins: number, k: number): number {
  if (joins > k) return -Infinity;
  const fits = (step: number) => joinsAt(doubles.at(step), k) >= joins;
  let step = doubles.ordinal(1 - (joins - 1e-9) / k);
  while (!fits(step)) step--;
  while (fits(step + 1)) step++;
  return doubles.at(step);
}

/** Whom each of the rows that look is most alike, of equal ones the earlier, and how much: the cosine of their keys. Throws SkimError "bundle-weights" for keys that are no numbers. */
function closest(
  { layer, alive, score = new Float32Array() }: Asked,
  looking: readonly number[],
  met: readonly number[],
) {
  const width = score.length / alive.length;
  const units = new Float64Array(score.length);
  for (let row = 0; row < alive.length; row++) {
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) sum += (score[i] ?? 0) ** 2;
    const length = Math.sqrt(sum);
    if (Number.isNaN(length)) throw notNumbers(`The keys of layer ${layer + 1} are NaN`);
    for (let i = row * width; i < (row + 1) * width; i++) units[i] = length === 0 ? 0 : (score[i] ?? 0) / length;
  }
  return looking.map((row) => {
    let to = -1;
    let likeness = -Infinity;
    for (const other of met) {
      const product = dot(units, row * width, other * width, width);
      if (product <= likeness) continue;
      to = other;
      likeness = product;
    }
    return { row, to, likeness };
  });
}

/** Of two stretches of numbers. In four sums, none of which waits for another. */
function dot(x: Float64Array, a: number, b: number, width: number): number {
  let p = 0;
  let q = 0;
  let r = 0;
  let s = 0;
  let i = 0;
  for (; i + 3 < width; i += 4) {
    p += (x[a + i] ?? 0) * (x[b + i] ?? 0);
    q += (x[a + i + 1] ?? 0) * (x[b + i + 1] ?? 0);
    r += (x[a + i + 2] ?? 0) * (x[b + i + 2] ?? 0);
    s += (x[a + i + 3] ?? 0) * (x[b + i + 3] ?? 0);
  }
  for (; i < width; i++) p += (x[a + i] ?? 0) * (x[b + i] ?? 0);
  return p + q + r + s;
}
