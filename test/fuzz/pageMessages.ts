import { parseDatasetMessage, parseEvaluation } from "../../src/protocol/evaluationSchema.js";
import { entryOf } from "../../src/saved/history.js";
import { readIndex } from "../../src/saved/historyIndex.js";
import { viewCommands } from "../../src/protocol/view.js";
import { parseViewMessage } from "../../src/protocol/viewSchema.js";
import { wholeRun } from "../view/synthetic.js";
import { anyValue, damageJson } from "./damage.js";
import { evaluated, Lines } from "./evaluated.js";
import { must, type Kind, type Verdict } from "./kind.js";
import type { Random } from "./random.js";

const fromView = [
  { type: "ready" },
  { type: "rerun", runId: "r", control: [0.5, 0.5], forced: [{ token: 3, from: 0, keep: true }] },
  { type: "sweep", action: "start" },
  { type: "hover", span: { start: 0, end: 3 } },
  { type: "layer", layer: 2 },
  { type: "reveal", span: { start: 0, end: 3 } },
  { type: "command", command: "cancel" },
  { type: "chosen", runId: "r", tokens: [1, 2, 3] },
  { type: "gpu", report: { what: "exit", engine: 1, reason: "gone" } },
  { type: "gpu", report: { what: "relay", engine: 1, message: { jsonrpc: "2.0" } } },
];
const fromDataset = [
  { type: "pause" },
  { type: "export", as: "csv" },
  { type: "reveal", line: 3 },
  { type: "open", row: 3, threshold: 0.5 },
  { type: "use", threshold: 0.5 },
  { type: "measure", threshold: 0.5 },
];
const entry = entryOf(wholeRun("r-1", "It forgets its plot twice.", 3));
const index = { format: 2, shown: "r-1", entries: [entry, { ...entry, id: "r-2", pinned: true, title: "mine" }] };

const isShare = (x: number): boolean => x >= 0 && x <= 1;

function view(random: Random): Verdict {
  const message = parseViewMessage(damaged(random.of(fromView), random));
  if (message.type === "rerun")
    must(message.control.length > 0 && message.control.every(Number.isFinite), "a setting of the control");
  if (message.type === "command") must(viewCommands.includes(message.command), "a command that is none");
  if (message.type === "hover" || message.type === "reveal")
    must(message.span === null || (message.span.start >= 0 && message.span.end >= 0), "a span");
  return "accepted";
}

function dataset(random: Random): Verdict {
  const message = parseDatasetMessage(damaged(random.of(fromDataset), random));
  if (message.type === "use" || message.type === "measure") must(isShare(message.threshold), "a threshold");
  if (message.type === "open") must(message.row >= 1 && isShare(message.threshold), "a row or threshold");
  return "accepted";
}

const table = evaluated(new Lines());

async function keptTable(random: Random): Promise<Verdict> {
  const read = parseEvaluation(damaged(await table, random));
  if (!read) return "refused";
  must(
    read.flips.items.every(({ flipsAt }) => flipsAt.every(isShare)),
    "a flip's threshold",
  );
  return "accepted";
}

function historyIndex(random: Random): Verdict {
  const read = readIndex(damaged(index, random));
  if (!read) return "refused";
  must(
    read.entries.every(({ id }) => /^[\w-]{1,64}$/.test(id)),
    "an id that names no file of ours",
  );
  return "accepted";
}

const damaged = (value: unknown, random: Random): unknown =>
  random.chance(0.05) ? anyValue(random) : damageJson(structuredClone(value), random);

/** Messages from the pages; the tables and the list of runs that are kept on disk. */
export const pageMessages: Kind = {
  name: "messages",
  once: (random) => random.of([view, dataset, keptTable, historyIndex])(random),
};
