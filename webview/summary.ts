import { canSkim, layersOf, takenOver, type Run } from "../src/run/run.js";
import { beforeTokens, progressText, summaryOf, unknownText, type Bar } from "../src/run/bars.js";
import { element, setText } from "./elements.js";
import { answerWith } from "../src/words/answer.js";
import { percentText } from "../src/words/probability.js";

/** "After layer 3 of 6: 14 of 31 tokens kept." */
export function layerText(run: Run, layer: number): string {
  const n = run.tokens.length;
  if (layer === 0) return `Before layer 1 of ${run.model.layers}: all ${n} tokens are there.`;
  return `After layer ${layer} of ${run.model.layers}: ${run.kept[layer - 1] ?? 0} of ${n} tokens kept.`;
}

/** The line above the picture. Between the windows of a long text no layer is over, so there it says how far the run is. */
export function noteOf(run: Run, layer: number): string {
  if (run.tokens.length === 0) return beforeTokens(run);
  return run.state === "running" && run.windows.length > 1 ? `Computing: ${progressText(run)}.` : layerText(run, layer);
}

/** Caption of the figure: the sentence, and what must be said where people read the picture. */
export class Summary {
  readonly root = element("figcaption");
  readonly #sentence = element("p", { class: "sentence" });
  readonly #windows = element("p", { class: "hint" });
  readonly #unknown = element("p", { class: "hint" });
  readonly #skimmed = element(
    "p",
    { class: "hint" },
    "Skimmed is not unimportant: a skimmed token was already mixed into the others at every layer that it passed. " +
      "The bars show where the model stopped computing it, not what decided the label.",
  );
  readonly #int8 = element("p", { class: "hint" });
  readonly #reused = element("p", { class: "hint" });
  readonly #assumed = element("p", { class: "hint assumed" });
  /** One message a run. */
  readonly live = element("div", { class: "out-of-sight", "aria-live": "polite", role: "status" });
  #said: string | null = null;
  /** What the sentence was made of: of a finished long text it takes a look at every word. */
  #sentenceOf: { bars: readonly Bar[]; text: string } | null = null;
  #unknownOf: { tokens: Run["tokens"]; text: string } | null = null;

  constructor() {
    this.root.append(
      this.#sentence,
      this.#windows,
      this.#unknown,
      this.#skimmed,
      this.#int8,
      this.#reused,
      this.#assumed,
    );
  }

  /** `before`: the run to read this one against; null = none. `assumed`: of the model's folder, in sentences. */
  update(run: Run, bars: readonly Bar[], before: Run | null, assumed: readonly string[]): void {
    if (this.#sentenceOf?.bars !== bars) this.#sentenceOf = { bars, text: summaryOf(run, bars) };
    const sentence = this.#sentenceOf.text;
    setText(this.#sentence, sentence);
    this.#windows.hidden = run.windows.length < 2;
    setText(
      this.#windows,
      `The text is longer than the ${run.model.maxTokens} tokens that the model reads in one go: it was read in ${run.windows.length} windows ` +
        "(gaps in the picture), and their logits were averaged, each weighted by its number of tokens.",
    );
    if (this.#unknownOf?.tokens !== run.tokens) this.#unknownOf = { tokens: run.tokens, text: unknownText(run) };
    const unknown = this.#unknownOf.text;
    this.#unknown.hidden = unknown === "";
    setText(this.#unknown, unknown);
    this.#skimmed.hidden = !canSkim(run);
    this.#int8.hidden = run.precision !== "int8";
    setText(this.#int8, int8Text(run));
    this.#reused.hidden = run.result === null;
    setText(this.#reused, reusedText(run));
    this.#assumed.hidden = assumed.length === 0;
    setText(this.#assumed, `Of the model’s folder: ${assumed.join(" ")}`);
    if (run.result && run.result.ms !== null && this.#said !== run.id) {
      this.#said = run.id;
      const was = before ? ` The model alone: ${labelSaid(before)}.` : "";
      setText(this.live, `${labelSaid(run)}.${was} ${sentence}`);
    }
  }
}

/** "positive 98 %" */
function labelSaid({ result, model }: Run): string {
  return result ? answerWith(model.labels, result, percentText) : "no result";
}

/** There for every run, and about as long: if it came and went with a slider's steps, what is below it would jump. */
function reusedText(run: Run): string {
  const taken = takenOver(run);
  if (taken !== null) return `${taken.replace(/^t/, "T")} taken over from the run before and took no time.`;
  if ((run.result?.ms ?? null) === null) return "The sweep computed this run: exact, without scores and times.";
  return `All ${layersOf(run)} were computed for this run.`;
}

function int8Text(run: Run): string {
  const record = run.model.int8;
  if (!record) return "Computed in 8 bits (int8). How far that agrees with fp32 was not measured for this model.";
  const percent = (x: number): string => `${(x * 100).toFixed(1)} %`;
  return (
    `Computed in 8 bits (int8): faster than fp32, and not always the same. Measured on ${record.rows} rows of ${record.data}: another label on ` +
    `${percent(1 - record.sameLabel)} of texts, another depth on ${percent(1 - record.sameDepth)} of tokens, some other mask on ` +
    `${percent(1 - record.sameMasks)} of texts; accuracy ${percent(record.accuracy)}, in fp32 ${percent(record.accuracyFp32)}.`
  );
}
