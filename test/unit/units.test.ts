// What becomes of tokens where some are computed as one: properties of runs, whatever the shares and the fates decided by hand.
import fc from "fast-check";
import { expect, it } from "vitest";
import { Model } from "../../src/engine/model.js";
import { Matrix } from "../../src/engine/runtime/matrix.js";
import { afterMove, joinMatrix, joinRows, single } from "../../src/engine/walk/units.js";
import { stayingOf } from "../../src/run/sites.js";
import { runOf } from "../parity/pytorch.js";
import { smallBundle } from "./smallBundle.js";
import { upTo } from "./upTo.js";

const text = "The movie was unfunly long, a good bad time. A movie was time. The long time was good.";

it("what is kept by hand neither leaves nor joins, what is skimmed leaves, and no word joins one of another window", async () => {
  const layers = 3;
  const bundle = await smallBundle({ policy: "merge", layers, maxTokens: 12 });
  const model = await Model.load(bundle, { precision: "fp32", threads: 1 });
  const { windows, tokens } = await runOf(model, text, { threshold: 1 });
  const firsts = windows.map(({ first }) => first);
  const windowOf = (token: number) => firsts.findLastIndex((first) => first <= token);
  const fate = fc
    .record({ token: fc.nat(tokens.length - 1), from: fc.nat(layers - 1), keep: fc.boolean() })
    .filter(({ token, keep }) => keep || !firsts.includes(token));
  const share = fc.double({ min: 0.3, max: 1, noNaN: true });
  const asked = fc.tuple(fc.array(share, { minLength: layers, maxLength: layers }), fc.array(fate, { maxLength: 5 }));
  let joins = 0;
  await fc.assert(
    fc.asyncProperty(asked, async ([shares, forced]) => {
      const { depth, joined, kept } = await runOf(model, text, { threshold: shares, forced });
      joins += joined.length;
      for (const { token, into, layer } of joined) {
        expect(windowOf(token)).toBe(windowOf(into));
        expect([depth[token], (depth[into] ?? 0) > layer]).toEqual([layer, true]);
      }
      for (const [layer, units] of kept.entries()) expect(depth.filter((d) => d > layer)).toHaveLength(units);
      for (const { token, from, keep } of forced) {
        const deep = depth[token] ?? 0;
        if (deep < from) continue; // it had left, or joined another
        if (forced.some((other) => other.token === token && other.keep !== keep)) continue;
        if (keep) expect(deep).toBe(layers);
        else if (!joined.some(({ into }) => into === token)) expect(deep).toBe(from); // what joined it may be kept
      }
    }),
    { numRuns: 25 },
  );
  expect(joins).toBeGreaterThan(100);
  await model.dispose();
});

it("sizes sum to the tokens that did not leave, and a row is the mean of its tokens, summed in JavaScript or multiplied", () => {
  const hues = fc.array(fc.nat(3), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(hues, hues, (one, other) => {
      let units = single(8);
      let alive = upTo(8);
      let h = Matrix.of(Float32Array.from(upTo(8)), 1);
      for (const colours of [one, other]) {
        // Rows of one colour go on in the first of them, but for those of colour 3, which leave.
        const into = Int32Array.from(alive, (_, row) => (colours[row] === 3 ? -1 : colours.indexOf(colours[row] ?? 0)));
        const rows = stayingOf(into);
        const joined = joinRows(h, units, rows, into);
        const join = joinMatrix(units, rows, into);
        for (const place of rows.keys()) {
          const product = join.row(place).reduce((sum, x, row) => sum + x * (h.row(row)[0] ?? 0), 0);
          expect(product).toBeCloseTo(joined.row(place)[0] ?? NaN, 4);
        }
        units = afterMove(units, alive, rows, into);
        alive = rows.map((row) => alive[row] ?? 0);
        h = joined;
      }
      expect(units.sizes.reduce((a, b) => a + b, 0)).toBe(units.unit.filter((unit) => unit >= 0).length);
      for (const [place, token] of alive.entries()) {
        const own = upTo(8).filter((member) => units.unit[member] === token);
        expect(units.sizes[place]).toBe(own.length);
        expect(h.row(place)[0]).toBeCloseTo(own.reduce((sum, member) => sum + member, 0) / own.length, 4);
      }
    }),
  );
});
