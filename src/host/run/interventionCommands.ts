import { window, type Disposable, type LogOutputChannel } from "vscode";
import { nothingSkimmed, onlyKept, sameFates } from "../../run/byHand.js";
import type { Run } from "../../run/run.js";
import type { Forced } from "../../run/sweep.js";
import type { Classifier } from "./classify.js";
import { registerTable } from "../commandTable.js";
import type { Interventions } from "./interventions.js";
import type { SkimPanel } from "../view/panel.js";
import type { Comparison } from "./comparison.js";
import type { Runs } from "./runs.js";
import type { Tracker } from "../editor/track.js";

interface Parts {
  runs: Runs;
  classifier: Classifier;
  tracker: Tracker;
  interventions: Interventions;
  comparison: Comparison;
  panel: SkimPanel;
  log: LogOutputChannel;
}

/** Commands that decide by hand what the shown run keeps. What only they can know they answer with a sentence. */
export function registerInterventionCommands(parts: Parts): Disposable[] {
  const { runs, interventions, tracker, comparison, panel } = parts;
  return registerTable(
    {
      nothingSkimmed: () => force(parts, nothingSkimmed),
      keepOnlyWords: () => {
        const tokens = chosenTokens(tracker, interventions);
        if (tokens.length === 0)
          return "No words are chosen. Select some of the classified text in its editor, or choose words in the skim view with X or Ctrl-click.";
        return force(parts, (run) => onlyKept(run, tokens));
      },
      letModelDecide: () =>
        runs.current?.forced.length === 0
          ? "Nothing is decided by hand in the shown run, so there is nothing to take back."
          : force(parts, () => []),
      compareByHand: () => {
        const now = runs.current;
        if (now?.state !== "done" || now.forced.length === 0)
          return "Nothing is decided by hand in the shown run. Keep or skim a word first; then both runs can be compared.";
        if (!comparison.putBefore(now))
          return "The run of the model alone is not known here. Take back what is decided by hand, then decide again.";
        panel.show(true);
        return undefined;
      },
    },
    parts.log,
  );
}

/** Runs the shown text again with these fates, the control where it was. */
async function force({ runs, classifier, panel }: Parts, fates: (run: Run) => Forced[]): Promise<string | undefined> {
  const run = runs.current;
  if (run?.state !== "done") return "There is no finished run to decide on. Classify a text first.";
  panel.show(true);
  const forced = fates(run);
  if (sameFates(forced, run.forced)) return "That is what the shown run already does.";
  await classifier.rerun(run.control, forced, false);
  return undefined;
}

/** Of the words that are selected in the run's editor; with none, of those chosen in the view. */
function chosenTokens(tracker: Tracker, interventions: Interventions): readonly number[] {
  const { document, selections = [] } = window.activeTextEditor ?? {};
  const selected = selections
    .filter((selection) => !selection.isEmpty)
    .map(({ start, end }) => [document?.offsetAt(start) ?? 0, document?.offsetAt(end) ?? 0] as const);
  const words = (document ? tracker.textsIn(document) : [])
    .flatMap((text) => text.words)
    .filter(({ at }) => at && selected.some(([start, end]) => at.start < end && start < at.end));
  return words.length > 0 ? words.flatMap(({ column }) => column.tokens) : interventions.chosen;
}
