import type { Uri } from "vscode";
import type { Engine } from "../protocol/engine.js";
import type { ReadPieces } from "./evaluation/dataSetFile.js";
import type { Gpu } from "./model/gpu.js";
import type { GpuPage } from "./model/gpuPage.js";

/** What differs between VS Code on Node and VS Code in a browser; all else is the same on both. */
export interface Platform {
  /** An engine that computes on WASM. */
  startEngine(): Promise<Engine>;
  gpu: Gpu;
  /** The same, where it is in the skim view's page. */
  gpuPage?: GpuPage;
  /** WASM threads for what the setting wants (0 = automatic): 1 or more. Also how many engines evaluate a data set side by side. */
  threads(wanted: number): number;
  /** The person's own folder; absent where there is no disk. */
  home?: Uri;
  /** Reads a file of this machine's disk in pieces; absent where there is no disk. */
  readPieces?: ReadPieces;
}
