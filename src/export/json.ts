import type { Answer } from "../run/answer.js";
import { askedControl, costOf, type ModelInfo, type Run } from "../run/run.js";

/** One run as the JSON object that README documents. */
export function toJson(run: Run): Record<string, unknown> {
  const { flops, dense } = costOf(run);
  const result = run.result;
  if (!result) throw new Error("the run has no result");
  const joined = new Map(run.joined.map(({ token, layer, into }) => [token, { token: into, layer }]));
  return {
    text: run.passage.text,
    ...(run.passage.pair === undefined ? {} : { pair: run.passage.pair }),
    label: result.label === null ? null : run.model.labels[result.label],
    ...answerFor(run.model, result),
    labels: run.model.labels,
    logits: result.logits,
    probabilities: result.probabilities,
    tokens: run.tokens.map(({ id, piece, start, end, second, always }, t) => ({
      id,
      piece,
      start,
      end,
      ...(second ? { second } : {}),
      depth: run.depth[t],
      [run.model.policy.scoreKey]: always ? null : askedScores(run, t),
      joined: joined.get(t) ?? null,
    })),
    keptPerLayer: run.kept,
    flops,
    flopsDense: dense,
    precision: run.precision,
    semantics: run.model.semantics,
    policy: run.model.policy.name,
    ...(run.model.policy.seed === undefined ? {} : { seed: run.model.policy.seed }),
    control: run.model.policy.control && givenOf(run),
    forced: run.forced,
    windows: run.windows,
    ...(run.marks ? { marks: run.marks } : {}),
    ms: result.ms,
    reused: result.reused ?? null,
    speed: run.speed ?? null,
  };
}

/** A number, or the list as given. */
function givenOf(run: Run): number | number[] | undefined {
  const [first, ...more] = askedControl(run);
  return more.length === 0 ? first : askedControl(run);
}

/** Where the answer is not one label: the labels that it is, or its number, of several outputs their numbers. */
export function answerFor({ labels, task }: ModelInfo, { labels: some, logits }: Answer): { answer?: unknown } {
  if (task.answer === "one") return {};
  if (some) return { answer: some.map((label) => labels[label]) };
  return { answer: logits.length === 1 ? logits[0] : logits };
}

/** A token's scores, one a layer that it reached as a unit of its own; null = not asked there. */
function askedScores(run: Run, token: number): (number | null)[] {
  if (run.model.policy.score === null) return [];
  return run.scores.slice(0, (run.depth[token] ?? 0) + 1).map((layer) => layer[token] ?? null);
}
