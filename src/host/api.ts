import type * as v1 from "../api/transkimmer.js";
import { SkimError } from "../protocol/errors.js";
import { namedBy, type Answer } from "../run/answer.js";
import type { SkimEvent, TokenSpan } from "../run/events.js";
import { costOf, type ModelInfo, type Run } from "../run/run.js";
import { estimatedTokens } from "../words/estimate.js";
import { cancelled } from "../worker/cancelled.js";
import { config } from "./config.js";
import type { Compute } from "./model/compute.js";
import { servedBy, type Serving } from "./model/choosePolicy.js";
import { bundledModels, findModel, workspaceModels } from "./model/models.js";
import type { Runs } from "./run/runs.js";

export interface ApiParts extends Serving {
  compute: Compute;
  runs: Runs;
}

/** The API that src/api/transkimmer.d.ts describes. Throws where another version of it is asked for. */
export function getApi(parts: ApiParts, version: unknown): v1.TranskimmerApi1 {
  if (version !== 1) throw new Error(`Transkimmer has no API of version ${String(version)}: it has version 1.`);
  const { extensionUri, runs } = parts;
  return {
    async models() {
      const chosen = await findModel(config.model, extensionUri).catch(() => null);
      const all = [...bundledModels(extensionUri), ...(await workspaceModels()), ...(chosen ? [chosen] : [])];
      const own = new Map(all.map((model) => [model.uri.toString(), model]));
      return [...own].map(([uri, { name }]) => ({ name, uri, chosen: uri === chosen?.uri.toString() }));
    },
    async policies() {
      return (await servedBy(parts)).map(({ name, about, untrained = false, control }) => {
        const turned = control && { name: control.name, least: control.least, most: control.most };
        return { name, about, untrained, control: turned };
      });
    },
    classify: (text, options = {}) => classify(parts, text, options),
    onDidRun(listener) {
      const told = new WeakSet<Run>(); // the state of a run that is done changes with its text, too
      return runs.onDidChange(({ kind, run }) => {
        if (kind !== "state" || run.state !== "done" || told.has(run)) return;
        told.add(run);
        listener(runSaid(run));
      });
    },
  };
}

/** What a run says, until it ends or nobody asks for more. */
async function* classify(
  { loader, compute }: ApiParts,
  text: string,
  { pair, control, signal }: v1.ClassifyOptions,
): AsyncGenerator<v1.SkimEvent> {
  if (typeof text !== "string" || text.trim() === "")
    throw new SkimError("message", "classify was given no text: give it a string that says something.");
  const stop = new AbortController();
  const events: v1.SkimEvent[] = [];
  let wake = (): void => undefined;
  const ended = new AbortController();
  const abort = (): void => stop.abort();
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  const tokens = estimatedTokens(text + (pair ?? ""));
  const work = compute
    .on(
      (without) => loader.load(stop.signal, { tokens, without }),
      ({ client, loaded: { model } }) => {
        const asked = control === undefined ? config.settingOf(model.policy) : [control].flat();
        return client.skim(
          { text, ...(pair === undefined ? {} : { pair }), control: asked, apart: true },
          (event) => {
            const said = eventSaid(event, model);
            if (said) events.push(said);
            wake();
          },
          stop.signal,
        );
      },
    )
    .finally(() => {
      ended.abort();
      wake();
    });
  work.catch(() => undefined); // it is thrown below
  try {
    for (;;) {
      const event = events.shift();
      if (event) yield event;
      else if (ended.signal.aborted) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    const end = await work;
    if (end === cancelled && !stop.signal.aborted)
      throw new SkimError("engine", "The model was not loaded, for its load was cancelled.");
  } finally {
    stop.abort();
    signal?.removeEventListener("abort", abort);
  }
}

function eventSaid(event: SkimEvent, model: ModelInfo): v1.SkimEvent | null {
  switch (event.kind) {
    case "tokens":
      return { kind: "tokens", tokens: event.tokens.map(tokenSaid), windows: event.windows };
    case "layer": {
      const { window, layer, into, score, flops, ms } = event;
      const asked = Array.from(score, (p) => (Number.isNaN(p) ? null : p));
      return { kind: "layer", window, layer, into: [...into], score: asked, flops, ms };
    }
    case "result":
      return { kind: "result", ...answerSaid(event, model), ms: event.ms };
    default:
      return null;
  }
}

function tokenSaid({ id, piece, start, end, special, second }: TokenSpan): v1.Token {
  return { id, piece, start, end, special, ...(second ? { second } : {}) };
}

function answerSaid(answer: Answer, { labels }: ModelInfo): Omit<v1.ResultEvent, "kind" | "ms"> {
  const { logits, probabilities } = answer;
  const named = namedBy(answer).flatMap((label) => labels[label] ?? []);
  return { named, labels: [...labels], logits, probabilities };
}

function runSaid(run: Run): v1.Run {
  const { passage, model, control, precision, tokens, depth, result } = run;
  if (!result) throw new Error("a run that is done has a result");
  return {
    text: passage.text,
    ...(passage.pair === undefined ? {} : { pair: passage.pair }),
    model: model.name,
    policy: model.policy.name,
    control: [...control],
    precision,
    tokens: tokens.map(tokenSaid),
    depth: [...depth],
    layers: model.layers,
    gain: costOf(run).gain ?? NaN,
    result: { ...answerSaid(result, model), ms: result.ms ?? NaN },
  };
}
