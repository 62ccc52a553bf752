/**
 * What the VS Code extension Transkimmer gives to other extensions:
 *
 *     const extension = vscode.extensions.getExtension<Transkimmer>("transkimmer.transkimmer");
 *     const transkimmer = (await extension?.activate())?.getAPI(1);
 *     for await (const event of transkimmer.classify("a charming and often affecting journey")) …
 *
 * What stands here keeps its meaning as long as the version is 1; more may come beside it. Failures are errors whose message says what to do.
 */
export interface Transkimmer {
  /** Throws where this version of the extension has no such API. */
  getAPI(version: 1): TranskimmerApi1;
}

export interface TranskimmerApi1 {
  /** The models that come with the extension, those of the workspace, and the chosen one. */
  models(): Promise<Model[]>;
  /** By what the chosen model can be skimmed, its own policy first. Loads nothing. */
  policies(): Promise<Policy[]>;
  /**
   * Reads a text with the model and the policy that the settings choose, and loads them where need be. It is not shown, kept or marked,
   * and what a person runs meanwhile is not held up by more than a layer. A loop that is left ends the run. Where WebGPU fails the run
   * begins anew on WASM, with another `tokens`.
   */
  classify(text: string, options?: ClassifyOptions): AsyncIterable<SkimEvent>;
  /** Calls back with each run that a person asked for, when it is done. */
  onDidRun(listener: (run: Run) => void): { dispose(): void };
}

export interface Model {
  /** As the setting transkimmer.model names it. */
  name: string;
  /** Of its folder. */
  uri: string;
  chosen: boolean;
}

export interface Policy {
  /** As the setting transkimmer.policy names it. */
  name: string;
  /** By what it decides and whose idea that is. */
  about: string;
  /** Nothing was trained for it: any model can be skimmed by it. */
  untrained: boolean;
  /** What can be turned; null = nothing. */
  control: { name: string; least: number; most: number } | null;
}

export interface ClassifyOptions {
  /** A second text that is read with the first. */
  pair?: string;
  /** A setting of the policy's control, or one a layer; absent = as the settings say. */
  control?: number | readonly number[];
  /** Ends the run, as leaving the loop does: the loop ends without a result. */
  signal?: AbortSignal;
}

export type SkimEvent = TokensEvent | LayerEvent | ResultEvent;

/** First. Of a long text, which is read in windows, the tokens of all. */
export interface TokensEvent {
  kind: "tokens";
  tokens: Token[];
  windows: {
    /** Index of its first token. */ first: number;
    /** Tokens. */ count: number;
    start: number;
    end: number;
  }[];
}

export interface Token {
  id: number;
  /** The vocabulary's own spelling. */
  piece: string;
  /** UTF-16 offsets into its text, half-open. */
  start: number;
  end: number;
  /** It stands for no characters of the text. */
  special: boolean;
  /** Of the second text of a pair. */
  second?: true;
}

/** Window by window, layer by layer. */
export interface LayerEvent {
  kind: "layer";
  window: number;
  layer: number;
  /** Per token of the window the token in which it goes on through this layer: its own index, that of another which it joined, or -1: it left, here or before. */
  into: number[];
  /** The policy's score per token of the window; null = not asked. */
  score: (number | null)[];
  /** Floating-point operations of the layer, and of what its scores took. */
  flops: number;
  /** Wall-clock milliseconds. */
  ms: number | null;
}

/** Last. */
export interface ResultEvent {
  kind: "result";
  /** The label that is the answer; of a model that gives several those over a half; none where it is a number. */
  named: string[];
  /** All of the model's. */
  labels: string[];
  /** One a label; where the answer is a number, that number. */
  logits: number[];
  /** None where the answer is a number. */
  probabilities: number[];
  /** Wall-clock milliseconds. */
  ms: number;
}

export interface Run {
  text: string;
  pair?: string;
  model: string;
  policy: string;
  /** One a layer; none where the policy has nothing to turn. */
  control: number[];
  precision: "fp32" | "int8";
  tokens: Token[];
  /** Whole layers that each token passed as a unit of its own; the number of layers = to the end. */
  depth: number[];
  layers: number;
  /** Unskimmed FLOPs / FLOPs. */
  gain: number;
  result: Omit<ResultEvent, "kind">;
}
