import { uniform } from "../../run/uniform.js";
import type { Policy } from "./policy.js";
import { shareOf } from "./shares.js";

/** A share of the units goes on, drawn by lot once a window: what any other policy has to beat. */
const random = (seed: number): Policy => ({
  says: {
    name: "random",
    about: "each layer keeps a share of its words, drawn by lot: what any other policy has to beat",
    untrained: true,
    site: "inside",
    score: null,
    scoreKey: "score",
    left: "skimmed",
    always: "always kept",
    counted: null,
    control: { name: "share", counts: true, least: 0, most: 1, step: 0.01, scale: "linear", rising: "more" },
    seed,
  },
  usual: 0.8,
  scoring: () => 0,
  tensors: () => [],
  decide(asked, share) {
    const lot = new Map(shuffled(asked.n - 1, seed).map((place, i) => [place + 1, i]));
    const order = asked.alive.map((_, row) => row).slice(1);
    const lotOf = (row: number) => lot.get(asked.alive[row] ?? 0) ?? 0;
    return shareOf(
      asked,
      order.sort((a, b) => lotOf(a) - lotOf(b)),
      share,
    );
  },
  seeded: random,
});

export const unseeded = random(0);

/** 0 … count - 1 in an order of Fisher and Yates, which `uniform` draws: from the last place down, each swapped with one up to it. */
function shuffled(count: number, seed: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform(seed, count - 1 - i) * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}
