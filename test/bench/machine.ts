import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";

/** What the numbers were measured on and with. */
export function machine(threads: number): Record<string, string | number> {
  const version = (name: string) =>
    (JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string }).version;
  return {
    when: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    processors: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    "onnxruntime-web": version("onnxruntime-web"),
    threads,
    loadAtStart: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}
