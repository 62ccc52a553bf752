import type { Policy } from "./policy.js";

/** Nothing leaves but what a person takes out by hand: the plain model. */
export const none: Policy = {
  says: { name: "none", score: null, left: "skimmed", always: null, control: null },
  scoring: () => 0,
  tensors: () => [],
  decide({ alive, fates }) {
    const rows = alive.flatMap((token, row) => (token === 0 || (fates.get(token) ?? true) ? row : []));
    return { rows, lo: -Infinity, hi: Infinity };
  },
};
