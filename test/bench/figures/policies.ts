import { Session } from "../../../src/engine/runtime/session.js";
import { textOf } from "../bundles.js";
import { engine, flopsGain, skim } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { interleave, ratio, scaled, spread } from "../timing.js";

const name = "sst2";
/** Each with the setting at which nothing leaves. */
const untrained = [
  ["attention-share", 1],
  ["attention-threshold", 0],
  ["merge", 1],
] as const;

/** What listening to attention and parting the layers costs where nothing comes of it. */
export const policyWhole: Figure = {
  name: "policyWhole",
  title: "a policy that leaves everything in / none of the same model",
  bound: { atMost: 1.06 },
  async *measure({ threads, ...timing }) {
    const none = await engine(name, "fp32", threads, "none");
    for (const [policy, whole] of untrained) {
      const model = await engine(name, "fp32", threads, policy);
      for (const tokens of [32, 128, 512]) {
        const text = await textOf(name, tokens);
        const sides = { none: () => skim(none, text), policy: () => skim(model, text, [whole]) };
        const times = await interleave(sides, timing);
        yield {
          on: `${name}, fp32, ${policy}, ${tokens} tokens`,
          value: ratio(times.policy, times.none),
          parts: { "policy ms": spread(times.policy).median, "none ms": spread(times.none).median },
        };
      }
      await model.dispose();
    }
    await none.dispose();
  },
};

/** How much of what a policy leaves out is not waited for either. */
export const policyGain: Figure = {
  name: "policyGain",
  title: "wall-clock gain of a policy at share 0.8 / its FLOPs gain",
  bound: { atLeast: 0.85 },
  async *measure({ threads, ...timing }) {
    const none = await engine(name, "fp32", threads, "none");
    for (const policy of ["attention-share", "merge", "random"]) {
      const model = await engine(name, "fp32", threads, policy);
      for (const tokens of [128, 512]) {
        const text = await textOf(name, tokens);
        const gain = flopsGain(model, await skim(model, text, [0.8]));
        const sides = { none: () => skim(none, text), policy: () => skim(model, text, [0.8]) };
        const times = await interleave(sides, timing);
        const wall = ratio(times.none, times.policy);
        yield {
          on: `${name}, fp32, ${policy}, ${tokens} tokens`,
          value: scaled(wall, 1 / gain),
          parts: { "wall gain": wall.median, "FLOPs gain": gain, "policy ms": spread(times.policy).median },
        };
      }
      await model.dispose();
    }
    await none.dispose();
  },
};

/** Alike units are told, and their states added up, in JavaScript. */
export const merging: Figure = {
  name: "merging",
  title: "merging at share 0.8: time outside the runtime / the run",
  bound: { atMost: 0.05 },
  async *measure({ threads, budgetMs, least }) {
    const model = await engine(name, "fp32", threads, "merge");
    const text = await textOf(name, 512);
    const outside: number[] = [];
    // The method is put back, and called on the session that it was called on.
    // oxlint-disable-next-line typescript/unbound-method
    const { run } = Session.prototype;
    let inside = 0;
    Session.prototype.run = async function (...given) {
      const started = performance.now();
      const outputs = await run.apply(this, given);
      inside += performance.now() - started;
      return outputs;
    };
    const begun = performance.now();
    while (outside.length < least || performance.now() - begun < budgetMs) {
      inside = 0;
      const started = performance.now();
      await skim(model, text, [0.8]);
      outside.push(1 - inside / (performance.now() - started));
    }
    Session.prototype.run = run;
    await model.dispose();
    yield { on: `${name}, fp32, 512 tokens`, value: spread(outside), parts: {} };
  },
};
