import type { ModelInfo } from "../run/run.js";
import { now, turn } from "./runtime/runtime.js";
import type { Tokenizer } from "./tokenizer/tokenizer.js";
import type { Encoder } from "./walk/encoder.js";
import { Path } from "./walk/path.js";
import { runWindow } from "./walk/window.js";

const warmUpTokens = 16;
/** Runs that a measured time is the median of. */
const measuredRuns = 3;

/** Runs of a model that nobody asked to see: to warm it up, and to measure it. */
export class Warmth {
  private warming: Promise<void> | null = null;

  constructor(
    private readonly encoder: Encoder,
    private readonly info: ModelInfo,
    private readonly tokenizer: Tokenizer,
    /** Runs that warming up still takes. */
    private cold: number,
  ) {}

  /** As Model's. */
  warmUp(idle: () => boolean): Promise<void> {
    const work = async () => {
      while (this.cold > 0 && idle()) if ((await this.timed(warmUpTokens, idle)) !== null) this.cold--;
    };
    this.warming ??= work().finally(() => (this.warming = null));
    return this.warming;
  }

  /** As Model's. */
  async measure(tokens: readonly number[], idle: () => boolean): Promise<number[] | null> {
    await this.warmUp(idle);
    const medians: number[] = [];
    for (const count of tokens) {
      const times: number[] = [];
      for (let run = 0; run < measuredRuns + 1; run++) {
        const ms = await this.timed(count, idle);
        if (ms === null) return null;
        if (run > 0) times.push(ms); // the first may compile something for this length
      }
      medians.push(times.sort((a, b) => a - b)[times.length >> 1] ?? NaN);
    }
    return medians;
  }

  /** Milliseconds of a run on so many tokens, skimming nothing; null = it was stopped between two layers, not `idle` any more. */
  private async timed(tokens: number, idle: () => boolean): Promise<number | null> {
    const { encoder, info, tokenizer } = this;
    const text = Math.min(tokens, info.maxTokens) - tokenizer.around([]).length;
    const ids = tokenizer.around(Array<number>(Math.max(0, text)).fill(0));
    const { control } = info.policy;
    const whole = control?.rising === "more" ? control.most : (control?.least ?? 0);
    const setting = { n: ids.length, control: info.cost.map(() => whole), listed: false, forced: [] };
    const started = now();
    const path = new Path(encoder, { ids, types: ids.map(() => 0) }, false);
    const run = runWindow(encoder, info, path, setting);
    try {
      while (idle()) {
        if ((await run.next()).done) return now() - started;
        await turn();
      }
      return null;
    } finally {
      path.release();
    }
  }
}
