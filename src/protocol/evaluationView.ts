/** Messages between the host and the data set's page. Plain postMessage; evaluationSchema.ts checks what the page sends. */
import type { Failure } from "./errors.js";
import type { Compared } from "../run/comparison.js";
import type { Candidate } from "../run/decision.js";
import type { Evaluation } from "../run/evaluation.js";
import type { Speed, SpeedState } from "../run/speed.js";

/** loading = the engines start; stopped = cancelled, or the window went: it can go on where it was. */
export type EvaluationState = "none" | "loading" | "running" | "paused" | "stopped" | "failed" | "done";

export interface EvaluationStatus {
  state: EvaluationState;
  /** Of the data set, for people. */
  file: string;
  /** Which of several policies: "merge, 2 of 3"; empty = there is one, or all are done. */
  policy: string;
  rows: number;
  malformed: number;
  /** Share of the file that is read, 0 … 1. */
  fraction: number;
  failure: Failure | null;
  /** Why the backend that computes it was chosen, without a full stop; empty = there was no choice, or it was another window's. */
  backendWhy: string;
}

/** How it stands. Comes often while it runs. */
export interface EvaluationStatusMessage {
  type: "status";
  status: EvaluationStatus;
}

/** The table of the rows so far; of all of them once the state is "done". null = there is none. */
export interface EvaluationTableMessage {
  type: "table";
  table: Evaluation | null;
  /** What is known of several policies, the shown one among them; empty = there is one. */
  compared: Compared[];
  /** The thresholds that may be chosen, of all curves, not of those thinned for drawing. */
  candidates: Candidate[];
}

/** How fast it is here: what was measured of the shown table, and what is being measured. */
export interface SpeedMessage {
  type: "speed";
  state: SpeedState;
  speeds: readonly Speed[];
}

export type HostToDataset = EvaluationStatusMessage | EvaluationTableMessage | SpeedMessage;

export type DatasetToHost =
  | { type: "ready" }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "cancel" }
  | { type: "choose" }
  /** Read the same file in another way. */
  | { type: "reread" }
  /** Write this threshold into the settings. */
  | { type: "use"; threshold: number }
  /** Time texts at this threshold, and unskimmed. */
  | { type: "measure"; threshold: number }
  /** Time texts at every setting of every policy. */
  | { type: "measureAll" }
  | { type: "stopMeasuring" }
  /** Evaluate the same file by several policies. */
  | { type: "compare" }
  /** Of several policies, the one whose table is shown. */
  | { type: "show"; policy: string }
  | { type: "export"; as: "json" | "csv" | "speed" }
  /** Make a figure for a paper of it. */
  | { type: "figure" }
  /** Show this line of the file. */
  | { type: "reveal"; line: number }
  /** Run this row's text at this threshold in the skim view. */
  | { type: "open"; row: number; threshold: number };
