/** In VS Code's extension host, in place of a test suite: one run from cold, then runs with a warm engine; says what it saw. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import { resultMark } from "../../vscode/suite/mark.js";
import { eventually, inFrame } from "../../vscode/suite/page.js";
import { api, command, openText } from "../../vscode/suite/session.js";
import { armFirstLayer, moves, stepSlider, type PageMarks, type SliderMarks } from "./pageMarks.js";

/** Milliseconds from the command on, in order of time. */
export interface RunMarks {
  tokens: number;
  /** The run began: the model is loaded. */
  started: number;
  /** The first layer's event is in the extension host. */
  layer: number;
  /** Its message is in the page; absent from cold. */
  message?: number;
  painted: number;
  /** The result is in the extension host. */
  done: number;
  /** Layers, and those of them that were taken over from the run before. */
  layers: number;
  reused: number;
  /** Longest time that the extension host's thread did not answer, while it ran. */
  block: number;
}

export interface VscodeMarks {
  version: string;
  backend: string;
  cold: RunMarks;
  warm: RunMarks[];
  /** From the slider's event on, for each of the moves. */
  slider: RunMarks[][];
}

const warmRuns = 15;
/** Distance of the probe's ticks, ms; a block is what a gap between two has above it. */
const probe = 1;

// 30 tokens with [CLS] and [SEP], each time another text: the view keeps the picture of the same text until its new run is done.
const nouns = "film story plot song scene joke script bridge city garden river train letter summer winter".split(" ");
const textOf = (i: number) =>
  `the ${nouns[i % nouns.length] ?? ""} is slow and sad , but the ${nouns[(i + 4) % nouns.length] ?? ""} at its end is so good and so strange that i would gladly soon watch it all again`;

const now = () => performance.timeOrigin + performance.now();

async function measure(
  skim: TranskimmerApi,
  go: () => Thenable<unknown>,
): Promise<Omit<RunMarks, "painted"> & { at: number }> {
  const seen: Partial<Record<"started" | "layer" | "done", number>> = {};
  let tokens = 0;
  let layers = 0;
  let reused = 0;
  const delay = monitorEventLoopDelay({ resolution: probe });
  const listener = skim.onDidChangeRun((change) => {
    if (change.kind === "started") seen.started ??= now();
    if (change.kind !== "event") return;
    if (change.event.kind === "tokens") tokens = change.event.tokens.length;
    if (change.event.kind === "layer") seen.layer ??= now();
    if (change.event.kind === "result") {
      seen.done ??= now();
      reused = change.event.reused ?? 0;
      layers = change.run.model.layers;
    }
  });
  delay.enable();
  const at = now();
  await go();
  await skim.whenIdle();
  delay.disable();
  listener.dispose();
  const since = (mark: number | undefined) => (mark ?? NaN) - at;
  return {
    at,
    tokens,
    layers,
    reused,
    started: since(seen.started),
    layer: since(seen.layer),
    done: since(seen.done),
    block: delay.max / 1e6 - probe,
  };
}

async function painted(name: "firstLayer" | "nextLayer"): Promise<PageMarks> {
  let marks: PageMarks = {};
  await eventually(`painted (${name})`, async () => {
    marks = (await inFrame(`window.${name} ?? {}`)) as PageMarks;
    return marks.painted !== undefined;
  });
  return marks;
}

export async function run(): Promise<void> {
  await openText(textOf(0));
  const skim = await api(); // active since the window opened, for its status bar item; the engine has not started
  const { at, ...cold } = await measure(skim, () => command("classifyDocument"));
  const first = await painted("firstLayer");
  const marks: VscodeMarks = {
    version: vscode.version,
    backend: skim.lastRun()?.backend ?? "",
    cold: { ...cold, painted: (first.painted ?? NaN) - at },
    warm: [],
    slider: moves.map(() => []),
  };
  for (let i = 1; i <= warmRuns; i++) {
    await openText(textOf(i));
    await new Promise((resolve) => setTimeout(resolve, 500)); // the editor has settled
    await inFrame(`(${armFirstLayer.toString()})()`);
    const { at: from, ...warm } = await measure(skim, () => command("classifyDocument"));
    const next = await painted("nextLayer");
    marks.warm.push({ ...warm, message: (next.message ?? NaN) - from, painted: (next.painted ?? NaN) - from });
  }
  const steps = moves.flatMap(({ rest, by }, move) =>
    Array.from({ length: warmRuns }, (_, i) => ({
      move,
      rest,
      to: by < 0.1 ? 0.3 + (move * warmRuns + i) * by : 0.2 + i / 100 + (i % 2) * by,
    })),
  );
  for (const { move, rest, to } of steps) {
    await new Promise((resolve) => setTimeout(resolve, rest));
    let page: SliderMarks = { stepped: NaN, message: NaN, painted: NaN };
    const { at: from, ...host } = await measure(skim, async () => {
      page = (await inFrame(`(${stepSlider.toString()})(${to})`)) as SliderMarks;
    });
    const since = (mark: number) => mark - page.stepped;
    marks.slider[move]?.push({
      ...host,
      started: since(from + host.started),
      layer: since(from + host.layer),
      done: since(from + host.done),
      message: since(page.message),
      painted: since(page.painted),
    });
  }
  console.log(resultMark + JSON.stringify(marks));
}
