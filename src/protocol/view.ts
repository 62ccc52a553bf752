/** Messages between the host and the skim view: one interface a message, one union a direction. Incoming ones are checked (viewSchema.ts). */
import type { Failure } from "./errors.js";
import type { SkimEvent } from "./events.js";
import type { Precision, Run, RunState } from "./run.js";

/** Everything the view shows. Sent on `ready` and whenever the view comes back; deltas follow. */
export interface SnapshotMessage {
  type: "snapshot";
  run: Run | null;
  model: ModelStatus;
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
}

export interface ModelStatus {
  state: "none" | "loading" | "ready" | "failed";
  name: string;
  precision: Precision;
  failure: Failure | null;
}

/** The caret or the mouse is on these characters of the run's passage in the editor; null = on none. */
export interface HighlightMessage {
  type: "highlight";
  span: { start: number; end: number } | null;
}

export type HostToView = SnapshotMessage | EventMessage | RunStateMessage | ModelStatusMessage | HighlightMessage;

/** The view's script runs and wants a snapshot. */
export interface ReadyMessage {
  type: "ready";
}

/** Run the shown passage again at this threshold (one per layer). Sent while the slider moves; the latest wins. */
export interface RerunMessage {
  type: "rerun";
  threshold: number[];
}

/** The pointer or the focus is on these characters of the passage; null = left. */
export interface HoverMessage {
  type: "hover";
  span: { start: number; end: number } | null;
}

/** Show these characters in the editor. */
export interface RevealMessage {
  type: "reveal";
  span: { start: number; end: number };
}

/** A button of the view that is a command of the extension. */
export interface CommandMessage {
  type: "command";
  command: "cancel" | "chooseModel" | "showLog" | "classifyDocument" | "classifyText";
}

export type ViewToHost = ReadyMessage | RerunMessage | HoverMessage | RevealMessage | CommandMessage;
