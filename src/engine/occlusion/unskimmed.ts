import { releaseState, type Encoder, type WindowInput } from "../walk/encoder.js";

/** Rows that go through a layer at once: enough that the weights are not waited for, few enough that a skim waits for one layer no longer than it takes itself. */
const mostRows = 256;

/** Ids and token types: two windows with one key come to the same. */
export const keyOf = ({ ids, types }: WindowInput): string => `${ids.join(",")};${types.join(",")}`;

/**
 * Each window's logits with nothing skimmed, by keyOf, as they are computed: windows of as many tokens side by side where the encoder can.
 * `pause` is awaited before each layer; throws to stop.
 */
export async function* unskimmed(
  encoder: Encoder,
  windows: readonly WindowInput[],
  sideBySide: boolean,
  pause: () => Promise<void>,
): AsyncGenerator<[key: string, logits: Float32Array][]> {
  const byLength = new Map<number, Map<string, WindowInput>>();
  for (const window of windows) {
    const { length } = window.ids;
    const alike = byLength.get(length) ?? new Map<string, WindowInput>();
    byLength.set(length, alike.set(keyOf(window), window));
  }
  for (const [length, alike] of byLength) {
    const most = sideBySide ? Math.max(1, Math.floor(mostRows / length)) : 1;
    const all = [...alike];
    for (let at = 0; at < all.length; at += most) {
      const some = all.slice(at, at + most);
      const inputs = some.map(([, window]) => window);
      const logits = sideBySide ? await together(encoder, inputs, pause) : await alone(encoder, inputs, pause);
      yield some.map(([key], i) => [key, logits[i] ?? new Float32Array()]);
    }
  }
}

async function together(
  encoder: Encoder,
  inputs: readonly WindowInput[],
  pause: () => Promise<void>,
): Promise<Float32Array[]> {
  const { pooling, blueprint } = encoder.plan;
  const { layers, hidden } = blueprint.shape;
  const places = [...(inputs[0]?.ids.keys() ?? [])];
  let h = await encoder.startAll(inputs);
  for (let layer = 0; layer < layers; layer++) {
    await pause();
    h = await encoder.advanceAll(layer, h, places);
  }
  const gone = pooling === "mean" ? inputs.map(() => new Float32Array(hidden)) : [];
  return encoder.logitsOfAll(
    h,
    gone,
    inputs.map(({ ids }) => ids.length),
  );
}

async function alone(
  encoder: Encoder,
  inputs: readonly WindowInput[],
  pause: () => Promise<void>,
): Promise<Float32Array[]> {
  const { layers } = encoder.plan.blueprint.shape;
  const all: Float32Array[] = [];
  for (const input of inputs) {
    const rows = [...input.ids.keys()];
    const into = Int32Array.from(rows);
    let state = await encoder.start(input);
    try {
      for (let layer = 0; layer < layers; layer++) {
        await pause();
        const next = await encoder.advance(state, rows, into);
        releaseState(state);
        state = next;
      }
      all.push(await encoder.logits(state, rows.length));
    } finally {
      releaseState(state);
    }
  }
  return all;
}
