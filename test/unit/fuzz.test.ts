// A few hundred hostile inputs of every kind; `npm run fuzz` has more.
import { afterAll, describe, expect, it } from "vitest";
import { kinds } from "../fuzz/kinds.js";
import { cells, heading, runKind } from "../fuzz/runner.js";

const seed = Number(process.env["FUZZ_SEED"] ?? 20);
const inputs = 300;

describe(`hostile inputs, seed ${seed}`, () => {
  afterAll(() => {
    for (const kind of kinds) kind.end?.();
  });

  it.each(kinds.map((kind) => [kind.name, kind] as const))("%s", async (name, kind) => {
    const counts = await runKind(kind, seed, inputs);
    console.log(`${name}: ${heading.map((what, i) => `${cells(counts)[i] ?? 0} ${what}`).join(", ")}`);
    expect(counts.said).toEqual([]);
    // A kind of which nothing is read, or nothing refused, tests nothing.
    expect(Math.min(counts.accepted, counts.refused)).toBeGreaterThan(0);
  });
});
