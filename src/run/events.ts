/** A run of the model as a stream of events: `tokens` first, then for each window its layers in order, then `result`. */

import type { Answer } from "./answer.js";
import type { MarkEvent } from "./marks.js";
import type { RunSpeed } from "./speed.js";

/** One token and the characters that it stands for. */
export interface TokenSpan {
  id: number;
  /** The vocabulary's own spelling: "skim", "##ming", "[CLS]". */
  piece: string;
  /** UTF-16 offsets into the passage's text, half-open. Special tokens are empty spans at their window's border. */
  start: number;
  end: number;
  /** [CLS] and [SEP]: no characters of the text. */
  special: boolean;
  /** Of the second text of a pair, whose offsets `start` and `end` are then. */
  second?: true;
  /** Whatever is decided, it is kept at every layer: no policy and no person has a say. */
  always?: true;
  /** Index of the word that this piece belongs to, counted over the whole passage; -1 for special tokens. */
  word: number;
}

/** A stretch of the passage that the model reads in one go. One window unless the text is longer than the model's maximum. */
export interface TokenWindow {
  /** Index of its [CLS] in the passage's tokens. */
  first: number;
  /** Tokens, [CLS] and [SEP] counted. */
  count: number;
  /** UTF-16 offsets of the text it covers. Windows never overlap. */
  start: number;
  end: number;
}

export interface TokensEvent {
  kind: "tokens";
  tokens: TokenSpan[];
  windows: TokenWindow[];
}

export interface LayerEvent {
  kind: "layer";
  window: number;
  layer: number;
  /**
   * Per token of the window the token in which it goes on through this layer: its own index = it is a unit of its own; -1 = it left,
   * here or before; another = it joined that one.
   */
  into: Int32Array;
  /** How many are units of their own: what the layer computes. */
  rows: number;
  /** The policy's score per token of the window; NaN = not asked (it left before, or is always kept). */
  score: Float32Array;
  /** Wall-clock time of the layer and the predictor after it, milliseconds; null = they were taken over from the run before, and took this run none. */
  ms: number | null;
  /** FLOPs of predictor and layer on the tokens that were there (cost.ts). */
  flops: number;
}

export interface ResultEvent extends Answer {
  kind: "result";
  /** Wall-clock time of all that this run computed, milliseconds. */
  ms: number;
  /** Layers, those of each window counted, that were taken over from the run before; 0 = no more than the embedding, with the first predictor; absent = nothing. */
  reused?: number;
}

/** The run goes to another backend and begins anew there: `tokens` follows. The host's own; no engine sends it. */
export interface BackendEvent {
  kind: "backend";
  /** As in a run. */
  backend: string;
  backendWhy: string;
}

/** The text of the run, which is done, was timed. The host's own, too. */
export interface SpeedEvent {
  kind: "speed";
  speed: RunSpeed;
}

/** More of a named number of the tokens of the run, which is done. The host's own, too. */
export interface MarkedEvent extends MarkEvent {
  kind: "mark";
}

export type SkimEvent = TokensEvent | LayerEvent | ResultEvent | BackendEvent | SpeedEvent | MarkedEvent;
