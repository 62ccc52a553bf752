import { SkimError, type SkimErrorCode } from "../../protocol/errors.js";
import type { Choice } from "../../run/backend.js";
import { cancelled, type Cancelled } from "../../worker/cancelled.js";

/** Codes of an engine that cannot go on; all others are of the model, the file or the text, and WASM would say the same. */
const engineFaults: readonly SkimErrorCode[] = ["engine", "engine-lost", "view-gone", "webgpu"];

/** What a piece of work is done by. */
export interface Chosen {
  choice: Choice;
  /** Ends its engines. */
  end: () => void;
}

/** Falls back from WebGPU, for all that computes. */
export class Compute {
  /** `giveUp`: WebGPU failed; gives the reason for which WASM does what is under way. */
  constructor(private readonly giveUp: (error: unknown, quietly: boolean) => string) {}

  /**
   * Does `work` with what `find` chooses. When WebGPU fails at it, its engines end, and `work` begins anew with what `find` chooses
   * `without` it (the reason, for people): that computes on WASM, or `cancelled`.
   */
  async on<P extends Chosen, T>(
    find: (without?: string) => P | Cancelled | Promise<P | Cancelled>,
    work: (chosen: P) => Promise<T>,
    quietly = false,
  ): Promise<T | Cancelled> {
    const chosen = await find();
    if (chosen === cancelled) return cancelled;
    try {
      return await work(chosen);
    } catch (error) {
      if (!isWebGpuFault(chosen.choice, error)) throw error;
      chosen.end();
      const instead = await find(this.giveUp(error, quietly));
      return instead === cancelled ? cancelled : work(instead);
    }
  }
}

/** True where WASM may still do what failed: WebGPU computed it, the fault is not the model's or the text's, and nobody ended its engine on purpose. */
function isWebGpuFault({ backend }: Choice, error: unknown): boolean {
  if (backend !== "webgpu" || !SkimError.is(error) || !engineFaults.includes(error.code)) return false;
  return error.code !== "engine-lost" || error.cause !== null;
}
