/** Messages between the host and the skim view: one interface a message, one union a direction. Incoming ones are checked (viewSchema.ts). */
import type { LoadProgress } from "./engine.js";
import type { Failure } from "./errors.js";
import type { SkimEvent } from "../run/events.js";
import type { GpuOrder, GpuReport } from "./gpuPage.js";
import type { TextSpan } from "../run/passage.js";
import type { Run, RunState } from "../run/run.js";
import type { ShownSweep } from "../run/shownSweep.js";
import type { Forced, SweepEvent } from "../run/sweep.js";

/** Everything the view shows. Sent on `ready` and whenever the view comes back; deltas follow. */
export interface SnapshotMessage {
  type: "snapshot";
  run: Run | null;
  model: ModelStatus;
  /** What was decided by hand in the run before and this one could not take over ("3 words"): its text or its model is another. Absent = nothing. */
  dropped?: string;
  /** The model that the settings name: the next run is its own. Absent = nothing is run here. */
  chosenModel?: string;
  /** The model of an earlier run of the same text, which the run's model reads now. Absent = there is none. */
  modelBefore?: string;
  /** A moving control asked for the run: what it asked for since is on its way, or will be. Absent = nothing else is. */
  passing?: boolean;
  /** The view shows a saved run: nothing is run, and no event will come. Absent = it shows the live one. */
  file?: RunFileStatus;
}

export interface RunFileStatus {
  name: string;
  /** Why the file is no run. */
  failure: Failure | null;
}

/** One more event of the shown run, to be given to `append`. */
export interface EventMessage {
  type: "event";
  runId: string;
  event: SkimEvent;
}

/** The shown run ended, or its passage was edited. */
export interface RunStateMessage {
  type: "runState";
  runId: string;
  state: RunState;
  stale: boolean;
  failure: Failure | null;
}

/** State of the model, with the failure that must be shown where the eye is. */
export interface ModelStatusMessage {
  type: "model";
  model: ModelStatus;
  /** As in the snapshot. */
  chosenModel?: string;
}

export interface ModelStatus {
  state: "none" | "loading" | "ready" | "failed";
  name: string;
  failure: Failure | null;
  /** How far its load is; absent = it has not begun to tell, or there is none. */
  progress?: LoadProgress;
  /** What was assumed of its folder, in sentences; absent = nothing. */
  assumed?: string[];
}

/** What points at these characters of the run's passage in the editor. That the mouse has left them VS Code does not say: what the mouse lit the
 *  view lets go where the mouse or a key is in it. */
export interface Highlight extends TextSpan {
  by: "caret" | "mouse";
}

/** Null = nothing points at a word. */
export interface HighlightMessage {
  type: "highlight";
  highlight: Highlight | null;
}

/** The sweep of the shown passage, whole; null = there is none. Sent on `ready`, when one starts, and when it is dropped. */
export interface SweepSnapshotMessage {
  type: "sweepSnapshot";
  sweep: ShownSweep | null;
}

/** One more event of that sweep, to be given to `appendSweep`. */
export interface SweepEventMessage {
  type: "sweepEvent";
  sweepId: string;
  event: SweepEvent;
}

/** A round of that sweep began or ended. */
export interface SweepStateMessage {
  type: "sweepState";
  sweepId: string;
  state: RunState;
  failure: Failure | null;
}

/** The runs that are A and B: copies, which no later event changes. Sent on `ready` and whenever one of them changes. */
export interface CompareMessage {
  type: "compare";
  a: Run | null;
  b: Run | null;
  /** Both are looked at, not the run. */
  comparing: boolean;
}

/** What the view shows. */
export type MessageToShow =
  | SnapshotMessage
  | EventMessage
  | RunStateMessage
  | ModelStatusMessage
  | HighlightMessage
  | SweepSnapshotMessage
  | SweepEventMessage
  | SweepStateMessage
  | CompareMessage;

/** To the page as the place where WebGPU is. */
export interface GpuOrderMessage {
  type: "gpu";
  order: GpuOrder;
}

export type HostToView = MessageToShow | GpuOrderMessage;

/** The view's script runs, for the first time or anew, and wants everything. */
export interface ReadyMessage {
  type: "ready";
}

/** What the view holds does not fit what comes: it wants everything again. */
export interface RefreshMessage {
  type: "refresh";
}

/** Run the shown passage again at this setting of the control (one per layer), with these fates decided by hand. Sent while a control moves; the latest wins. */
export interface RerunMessage {
  type: "rerun";
  /** The run whose tokens `forced` counts: of any other text they are not wanted. */
  runId: string;
  control: number[];
  forced: Forced[];
}

/** The control was let go, or its setting was typed: the run of where it stands is worth keeping, whatever moves it next. */
export interface SettledMessage {
  type: "settled";
}

/** Sweep the shown passage over all thresholds; go on where it was stopped; or stop it. */
export interface SweepRequestMessage {
  type: "sweep";
  action: "start" | "continue" | "cancel";
}

/** The pointer or the focus is on these characters of the passage; null = left. */
export interface HoverMessage {
  type: "hover";
  span: TextSpan | null;
}

/** So many layers are shown as passed; null = all. */
export interface LayerMessage {
  type: "layer";
  layer: number | null;
}

/** Show these characters in the editor. */
export interface RevealMessage {
  type: "reveal";
  span: TextSpan;
}

/** The commands of the extension that the view has buttons for. */
export const viewCommands = [
  "cancel",
  "chooseModel",
  "showLog",
  "openSettings",
  "openSample",
  "classifyDocument",
  "classifyText",
  "classifyAgain",
  "readSource",
  "compareA",
  "compareB",
  "stopComparing",
  "compareByHand",
  "showImportance",
] as const;

/** A button of the view that is a command of the extension. */
export interface CommandMessage {
  type: "command";
  command: (typeof viewCommands)[number];
}

/** The person turned from the run to A against B, or back. */
export interface ComparingMessage {
  type: "comparing";
  comparing: boolean;
}

/** The words that are chosen in the view, for a command that is about them. */
export interface ChosenMessage {
  type: "chosen";
  /** The run whose tokens are counted. */
  runId: string;
  tokens: number[];
}

export interface GpuReportMessage {
  type: "gpu";
  report: GpuReport;
}

export type ViewToHost =
  | ReadyMessage
  | RefreshMessage
  | RerunMessage
  | SettledMessage
  | SweepRequestMessage
  | HoverMessage
  | LayerMessage
  | RevealMessage
  | CommandMessage
  | ComparingMessage
  | ChosenMessage
  | GpuReportMessage;
