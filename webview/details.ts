import { html, nothing, type TemplateResult } from "lit-html";
import { unknownText } from "../src/run/bars.js";
import { canSkim, computedBy, costOf, layersOf, takenOver, type Run } from "../src/run/run.js";
import { factoredShare } from "../src/run/cost.js";
import { factoredText } from "../src/words/checkReport.js";
import { controlMeaning, countedHow } from "../src/words/policy.js";
import { ownTimeText, timeText } from "../src/words/speed.js";
import { si } from "../src/words/text.js";
import { upper } from "../src/words/upper.js";

/** What each number is, and what it is not. */
const meanings = {
  Probabilities:
    "The model's own estimate for each class; they add up to 1. A high one says that the model is sure, not that it is right. " +
    "After an arrow stands the number now; before it, what the model alone came to.",
  "FLOPs gain":
    "How many times more multiplications and additions the same model would do on this text with nothing skimmed and no matrix factored. Counted: the layers, and what it takes to score the words; real words only, no padding. " +
    "Left out on both sides: embeddings and classifier. It is not time: small layers have fixed costs.",
  Bars:
    "A bar ends where the model stopped computing the word. Skimmed is not unimportant: at every layer that a word passed, attention mixed it into the others, and those go on. " +
    "A long bar is no proof either that a word decided the label.",
};

/** Everything that the first screen has no room for: what computed the run, what each layer cost, what is assumed, and what the numbers mean. `parts`: between the figures and the meanings. `assumed`: of the model's folder, in sentences. */
export function details(run: Run, assumed: readonly string[], ...parts: unknown[]): TemplateResult {
  const { flops, dense, gain } = costOf(run);
  const share = factoredShare(run.model.cost);
  const own = ownTimeText(run);
  const facts = {
    Text: run.passage.name,
    FLOPs: gain === null ? "…" : `${si(flops)} of ${si(dense)}`,
    ...(share === null ? {} : { Factored: factoredText(share) }),
    "FLOPs gain": gain === null ? "…" : `${gain.toFixed(2)}× (${countedHow(run.model)})`,
    Time: run.result ? timeText(run) : "…",
    ...(run.speed && own !== null ? { "Time of this run": own } : {}),
    "Computed by": computedBy(run),
  };
  const unread = unknownText(run);
  const said = [
    unread.many ? "" : unread.text,
    run.precision === "int8" ? int8Text(run) : "",
    run.result ? reusedText(run) : "",
    ...(assumed.length > 0 ? [`Of the model’s folder: ${assumed.join(" ")}`] : []),
  ].filter(Boolean);
  const { control } = run.model.policy;
  const all = {
    ...meanings,
    ...(control ? { [upper(control.name)]: controlMeaning(run.model.policy) } : {}),
  };
  return html`<details class="more">
    <summary>Details</summary>
    <dl>
      ${Object.entries(facts).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd dir="auto">${value}</dd>
          </div>`,
      )}
    </dl>
    ${said.map((sentence) => html`<p class="said" dir="auto">${sentence}</p>`)} ${layerTable(run)} ${parts}
    <dl class="meanings">
      ${Object.entries(all).map(([of, text]) =>
        of === "Bars" && !canSkim(run)
          ? nothing
          : html`<div>
              <dt>${of}</dt>
              <dd>${text}</dd>
            </div>`,
      )}
    </dl>
  </details>`;
}

function layerTable(run: Run): TemplateResult {
  const column = (text: string): TemplateResult => html`<th scope="col">${text}</th>`;
  return html`<table class="layers">
    <thead>
      <tr>
        ${["layer", "tokens kept", "FLOPs", "ms"].map(column)}
      </tr>
    </thead>
    <tbody>
      ${Array.from({ length: run.model.layers }, (_, l) => {
        const began = run.done.some((done) => done > l);
        // What was taken over has no time, as a sweep's step.
        const cells = began ? [run.kept[l], si(run.layerFlops[l] ?? 0), run.layerMs[l]?.toFixed(1)] : ["", "", ""];
        return html`<tr>
          <th scope="row">${l + 1}</th>
          ${cells.map((cell) => html`<td class="number">${cell ?? ""}</td>`)}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

/** What it computed itself. */
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
  if (run.model.policy.untrained)
    return `Computed in 8 bits (int8). How far that agrees with fp32 was measured for this model's own policy, not for ${run.model.policy.name}.`;
  return (
    `Computed in 8 bits (int8): faster than fp32, and not always the same. Measured on ${record.rows} rows of ${record.data}: another label on ` +
    `${percent(1 - record.sameLabel)} of texts, another depth on ${percent(1 - record.sameDepth)} of tokens, some other mask on ` +
    `${percent(1 - record.sameMasks)} of texts; accuracy ${percent(record.accuracy)}, in fp32 ${percent(record.accuracyFp32)}.`
  );
}
