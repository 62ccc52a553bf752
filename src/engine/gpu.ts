/** The GPU that the runtime computes on: which one it is, and whether it still works. */
import * as ort from "onnxruntime-web";
import { adapterName, type AdapterInfo } from "../protocol/adapter.js";
import { SkimError } from "../protocol/errors.js";

/** A GPUDevice, as far as the engine looks at it. */
interface Device {
  readonly adapterInfo?: AdapterInfo;
  readonly lost: Promise<{ reason: string; message: string }>;
  addEventListener(type: "uncapturederror", listener: (event: { error: { message: string } }) => void): void;
}

export class Gpu {
  /** For people: "nvidia ampere". */
  readonly name: string;
  #fault: SkimError | null = null;
  readonly #lost: Promise<never>;

  constructor(readonly device: Device) {
    this.name = device.adapterInfo ? adapterName(device.adapterInfo) : "";
    this.#lost = device.lost.then(({ reason, message }) => {
      const why = message || reason;
      throw (this.#fault = new SkimError("webgpu", `The graphics device was lost (${why}).`));
    });
    this.#lost.catch(() => undefined);
    // What a device cannot do (a shader that does not compile, a buffer that it has no memory for) it says here, and goes on with zeros.
    device.addEventListener("uncapturederror", ({ error }) => {
      this.#fault ??= new SkimError("webgpu", `The graphics device refused its work: ${error.message}`);
    });
  }

  /** The call's value; rejects with SkimError "webgpu" if the device was lost or refused something, for the runtime need not notice. */
  async guard<T>(call: Promise<T>): Promise<T> {
    const value = await Promise.race([call, this.#lost]);
    if (this.#fault) throw this.#fault;
    return value;
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
