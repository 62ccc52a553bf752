/** What a person is asked before the model reads a text that takes it minutes. */
import { estimatedTokens } from "./estimate.js";
import type { Run } from "../run/run.js";
import type { Passage } from "../run/passage.js";
import { fromFile } from "./text.js";

/** Windows from which on it is asked: a model of 6 × 384 needs half a minute or more for them. */
const manyWindows = 100;
/** Where no model was loaded yet: what encoders of this kind mostly read in one go. */
const usualWindow = 512;

/** The question; null = these texts are not so long. `last`: the run before, whose model and pace are taken for this one's. */
export function longQuestion(passages: readonly Passage[], last: Run | null): string | null {
  const room = (last?.model.maxTokens ?? usualWindow) - 2;
  const tokens = passages.map(({ text, pair = "" }) => estimatedTokens(text + pair));
  const windows = tokens.reduce((sum, n) => sum + Math.ceil(n / room), 0);
  if (windows <= manyWindows) return null;
  const [passage] = passages;
  const what = passages.length === 1 && passage ? fromFile(passage.name) : `${passages.length} selections`;
  const pace = paceOf(last);
  const time =
    pace === null
      ? ""
      : ` By the pace of the last run that takes ${about(pace * tokens.reduce((sum, n) => sum + n, 0))}.`;
  return `Classify all of ${what}? The model reads it in about ${windows} windows of ${room + 2} tokens, one after another.${time}`;
}

/** Milliseconds a token; null = the run says nothing of it. */
function paceOf(run: Run | null): number | null {
  const { ms = null, reused } = run?.result ?? {};
  const tokens = run?.tokens.length ?? 0;
  return ms !== null && ms > 0 && reused === undefined && tokens > 0 ? ms / tokens : null;
}

/** "about 40 seconds", "about 3 minutes" */
function about(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 100) return `about ${Math.max(10, Math.round(seconds / 10) * 10)} seconds`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `about ${minutes} minutes` : `about ${Math.round(minutes / 60)} hours`;
}
