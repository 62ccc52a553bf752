import type { Policy } from "./policy.js";

/** Nothing leaves but what a person takes out by hand: the plain model. */
export const none: Policy = {
  says: {
    name: "none",
    about: "the model as it is: every word passes every layer",
    score: null,
    scoreKey: "p",
    left: "skimmed",
    always: null,
    counted: null,
    control: null,
  },
  usual: 0.5, // nothing reads it
  scoring: () => 0,
  tensors: () => [],
  decide({ alive, fates }) {
    const into = Int32Array.from(alive, (token, row) => (token === 0 || (fates.get(token) ?? true) ? row : -1));
    return { into, rows: into.reduce((rows, unit) => rows + Number(unit >= 0), 0), lo: -Infinity, hi: Infinity };
  },
};
