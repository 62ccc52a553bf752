// How the suites break WebGPU.

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
