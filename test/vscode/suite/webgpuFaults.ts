// How the suites break WebGPU, and wait until it is measured.
import type { Run } from "../../../src/protocol/run.js";
import { eventually } from "./page.js";

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

/** The first run whose backend was chosen by measured times. */
export async function measured(classify: () => Promise<Run>): Promise<Run> {
  let pause = 5000;
  const found = await eventually(
    "a measured choice",
    async () => {
      await new Promise((resolve) => setTimeout(resolve, (pause *= 2))); // a run stops what measures
      const run = await classify();
      return run.backendWhy.includes("not yet") ? null : run;
    },
    150_000,
  );
  if (!found) throw new Error("no run");
  return found;
}
