// How the suites break WebGPU, and wait until it is measured.
import type { TranskimmerApi } from "../../../src/extension.js";
import type { Run } from "../../../src/run/run.js";

/** A worker's script that begins with this loses its device after so many submissions of work: in the middle of a run. */
export const loseDevice = (submissions: number): string => `{
  let left = ${submissions};
  const request = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await request.apply(this, args);
    const submit = device.queue.submit.bind(device.queue);
    device.queue.submit = (buffers) => { submit(buffers); if (--left === 0) device.destroy(); };
    return device;
  };
}`;

/** The first run whose backend was chosen by measured times. Measuring begins in a pause after a run, which another run would end. */
export async function measured(skim: TranskimmerApi, classify: () => Promise<Run>): Promise<Run> {
  const done = new Promise<void>((resolve) => {
    const listener = skim.onDidMeasure(() => {
      listener.dispose();
      resolve();
    });
  });
  await classify();
  await done;
  return classify();
}
