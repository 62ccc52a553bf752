/** The GPU that the runtime computes on: which one it is, and whether it still works. */
import * as ort from "onnxruntime-web";
import { adapterName, type AdapterInfo } from "../../run/adapter.js";
import { SkimError } from "../../protocol/errors.js";

/** A GPUDevice, as far as the engine looks at it. */
interface Device {
  readonly adapterInfo?: AdapterInfo;
  readonly lost: Promise<{ reason: string; message: string }>;
}

export class Gpu {
  /** For people: "nvidia ampere". */
  readonly name: string;
  readonly #lost: Promise<never>;
  #gone: SkimError | null = null;

  constructor(readonly device: Device) {
    this.name = device.adapterInfo ? adapterName(device.adapterInfo) : "";
    this.#lost = device.lost.then(({ reason, message }) => {
      throw (this.#gone = new SkimError("webgpu", `The graphics device was lost (${message || reason}).`));
    });
    this.#lost.catch(() => undefined);
  }

  /**
   * The call's value; rejects with SkimError "webgpu" once the device is lost, for the call might never end. After that nothing is
   * called: the runtime (onnxruntime-web 1.30) stands still in a call on a lost device, and the worker with it. What a device refuses
   * (shaders, memory) the runtime tells itself.
   */
  async guard<T>(call: () => Promise<T>): Promise<T> {
    if (this.#gone) throw this.#gone;
    return Promise.race([call(), this.#lost]);
  }
}

let watched: Gpu | null = null;

/** The device of the runtime's WebGPU sessions. It destroys it with the last of them, and makes another for the next one. */
export async function watchGpu(): Promise<Gpu> {
  // Declared a promise, and once there is a session the device itself.
  const device = (await (ort.env.webgpu.device as unknown)) as Device;
  if (watched?.device !== device) watched = new Gpu(device);
  return watched;
}
