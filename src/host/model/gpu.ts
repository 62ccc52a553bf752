import type { AdapterInfo } from "../../run/adapter.js";
import type { Engine } from "../../protocol/engine.js";
import { SkimError } from "../../protocol/errors.js";

/** Where WebGPU is: beside the extension in a browser; on the desktop in the skim view's page, which comes and goes. */
export interface Gpu {
  /** Why it cannot be used just now, for people, without a full stop; null = it can. */
  readonly away: string | null;
  /** Resolves when `away` has changed, or will not soon; null = there is nothing to wait for. */
  readonly opening: Promise<void> | null;
  /** Null = there is no adapter. Rejects with SkimError "view-gone". */
  findAdapter(): Promise<AdapterInfo | null>;
  /** An engine that computes on WebGPU. Should its page go, it ends with SkimError "view-gone". */
  startEngine(): Promise<Engine>;
}

/** Why the page that computed went, where that is why an engine is lost; null = it was lost of something else. */
export function goneView(error: unknown): SkimError | null {
  if (SkimError.is(error, "view-gone")) return error;
  return SkimError.is(error, "engine-lost") && SkimError.is(error.cause, "view-gone") ? error.cause : null;
}
