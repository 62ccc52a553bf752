import type { Engine } from "../protocol/engine.js";

export interface Output {
  write(text: string): unknown;
  /** A person looks at it. */
  readonly isTTY?: boolean;
}

/** What a command has to do with, of the process that runs it. */
export interface Terminal {
  stdin: AsyncIterable<Uint8Array>;
  stdout: Output;
  stderr: Output;
  /** From now on, until what this gives is called, Ctrl+C calls `stop`, once, in place of ending the process. */
  onInterrupt(stop: () => void): () => void;
  startEngine(): Engine;
}
