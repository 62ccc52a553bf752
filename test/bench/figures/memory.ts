import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Figure } from "../figure.js";
import type { MemoryMark } from "../memoryRuns.js";
import { spread } from "../timing.js";

const runs = 5000;

/** Whether a window can stay open for a week. */
export const memory: Figure = {
  name: "memory",
  title: `resident memory after ${runs} runs / after 100`,
  bound: { atMost: 1.05 },
  notes: [
    "A process of its own; texts of 4 to 68 tokens in a mixed order, every other run with nothing skimmed; JavaScript's garbage collected before each reading. The spread is over the readings after every 1,000 runs.",
  ],
  async *measure({ threads }) {
    for (const precision of ["fp32", "int8"]) {
      const marks = await readings(["sst2", precision, String(threads), String(runs)]);
      const [first, ...later] = marks;
      const last = later.at(-1);
      if (!first || !last) throw new Error("no reading");
      yield {
        on: `sst2, ${precision}`,
        value: { ...spread(later.map(({ rssMb }) => rssMb / first.rssMb)), median: last.rssMb / first.rssMb },
        parts: {
          "RSS after 100 MB": first.rssMb,
          [`RSS after ${runs} MB`]: last.rssMb,
          "WASM after 100 MB": first.wasmMb,
          [`WASM after ${runs} MB`]: last.wasmMb,
          "JavaScript heap after 100 MB": first.heapMb,
          [`JavaScript heap after ${runs} MB`]: last.heapMb,
        },
      };
    }
  },
};

async function readings(args: string[]): Promise<MemoryMark[]> {
  const child = spawn(process.execPath, ["--expose-gc", "out/bench/memoryRuns.mjs", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const marks: MemoryMark[] = [];
  for await (const line of createInterface({ input: child.stdout })) marks.push(JSON.parse(line) as MemoryMark);
  return marks;
}
