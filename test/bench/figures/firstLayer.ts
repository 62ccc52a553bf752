import type { Figure, Row } from "../figure.js";
import { spread } from "../timing.js";
import { vscodeMarks } from "../vscode/open.js";
import type { RunMarks } from "../vscode/suite.js";

const how =
  "The real VS Code: its server from npm in a headless Chromium; from the command's call in the extension host to the end of the frame that shows the first layer (frames come every 16.7 ms).";

export const warmFirstLayer: Figure = {
  name: "warmFirstLayer",
  title: "command to first layer drawn, engine warm, 30 tokens, ms",
  bound: { atMost: 50 },
  notes: [how],
  async *measure() {
    yield row((await vscodeMarks()).flatMap(({ warm }) => warm));
  },
};

export const coldFirstLayer: Figure = {
  name: "coldFirstLayer",
  title: "command to first layer drawn, from cold (no engine, no panel), ms",
  bound: { atMost: 1500 },
  notes: ["`model loaded` is the worker's start, reading and quantising the weights, and warming up."],
  async *measure() {
    yield row((await vscodeMarks()).map(({ cold }) => cold));
  },
};

export const hostBlock: Figure = {
  name: "hostBlock",
  title: "longest block of the extension host's thread in a run, ms",
  bound: { atMost: 10 },
  notes: [
    "Longest gap between ticks of a 1 ms probe (perf_hooks.monitorEventLoopDelay), above its own millisecond, from the command to the end of its run; the median over runs.",
  ],
  async *measure() {
    const marks = await vscodeMarks();
    for (const [on, runs] of [
      ["engine warm", marks.flatMap(({ warm }) => warm)],
      ["from cold", marks.map(({ cold }) => cold)],
    ] as const) {
      const blocks = runs.map(({ block }) => block);
      yield {
        on,
        value: spread(blocks),
        parts: { "longest of all ms": Math.max(...blocks) },
        beside: on === "from cold",
      };
    }
  },
};

/** Where the time goes: each step's own share, medians. */
function row(runs: readonly RunMarks[]): Row {
  const steps: [string, (marks: RunMarks) => number][] = [
    ["model loaded", ({ started }) => started],
    ["first layer in the host", ({ layer, started }) => layer - started],
    ["to the page", ({ layer, message = NaN }) => message - layer],
    ["drawn and painted", ({ message = NaN, painted }) => painted - message],
    ["to the page, drawn and painted", ({ layer, painted }) => painted - layer],
    ["result in the host, from the command", ({ done }) => done],
  ];
  const parts = steps
    .map(([name, of]) => [`${name} ms`, spread(runs.map(of)).median] as const)
    .filter(([, ms]) => !Number.isNaN(ms));
  const [first] = runs;
  return {
    on: `sst2, ${first?.tokens ?? 0} tokens`,
    value: spread(runs.map(({ painted }) => painted)),
    parts: Object.fromEntries(parts),
  };
}
