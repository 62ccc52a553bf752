import { commands, Uri, window, workspace, type Disposable } from "vscode";
import { wantsLong } from "./run/askLong.js";
import { registerTable } from "./commandTable.js";
import { section } from "./config.js";
import type { Decorator } from "./editor/decorate.js";
import { chooseModel, type ChooseParts } from "./model/chooseModel.js";
import { choosePolicy, type PolicyParts } from "./model/choosePolicy.js";
import { documentPassage, pairPassage, selectedPassages, type Passages } from "./editor/passage.js";
import type { History } from "./history/history.js";
import type { Comparison } from "./run/comparison.js";
import type { Possible } from "./possible.js";
import { menuItems } from "./menu.js";
import { askText, pick } from "./say.js";
import type { TextEditors } from "./editor/textEditors.js";
import type { Tracker } from "./editor/track.js";
import type { Sweeps } from "./run/sweeps.js";
import { markKinds } from "../run/marks.js";
import type { Worth } from "./run/worth.js";
import { wholeOf } from "../run/passage.js";
import { shorten } from "../words/text.js";

export interface Parts extends ChooseParts, PolicyParts {
  textEditors: TextEditors;
  tracker: Tracker;
  comparison: Comparison;
  history: History;
  possible: () => Possible;
  sweeps: Sweeps;
  worth: Worth;
  decorator: Decorator;
}

/** A command answers with a sentence where it could not do what it says: why, and what to do. */
type Command = (parts: Parts, ...args: unknown[]) => Promise<string | undefined> | string | undefined;

/** Every command of package.json, and `menu`, which the status bar item opens. */
const table: Record<string, Command> = {
  classifySelection: async (parts) => classify(parts, selectedPassages(await parts.textEditors.find())),
  classifyAtCursor: async (parts) => classify(parts, selectedPassages(await parts.textEditors.find())),
  classifyPair: async (parts) => {
    const place = await parts.textEditors.find();
    const found = await pairPassage(place, parts.textEditors.others(place), async (first) => {
      const second = await askText({
        title: "Classify Selections as a Pair",
        prompt: `The second text, which the model reads with “${shorten(first, 60)}”`,
        placeHolder: "Select two texts, in one editor or in two, to take both from there.",
        validateInput: onlyBlanks,
      });
      return second?.trim() === "" ? undefined : second;
    });
    return found && classify(parts, found);
  },
  classifyDocument: async (parts) => classify(parts, documentPassage(await parts.textEditors.find())),
  classifyText: async (parts) => {
    const text = await askText({
      title: "Classify Text",
      prompt: "Text for the model to read",
      placeHolder: "A film that never once surprises, and yet I could not look away.",
      validateInput: onlyBlanks,
    });
    if (text === undefined || text.trim() === "") return undefined;
    return classify(parts, { passages: [{ text, name: "typed text" }] });
  },
  classifyAgain: async ({ classifier, tracker, runs, panel }) => {
    const run = runs.current;
    if (!run) return "Nothing has been classified yet, so there is nothing to classify again.";
    const passage = await tracker.present();
    if (!passage)
      return `The text of ${run.passage.name} was edited or closed, and where it was is not known any more. Select it and classify it.`;
    if (!(await wantsLong([passage], runs))) return undefined;
    panel.show(true);
    await classifier.classifyAgain(run, passage);
    return undefined;
  },
  readSource: async ({ classifier, tracker, runs }) => {
    const passage = await tracker.present();
    if (!passage?.taken && !passage?.pairAt?.taken) return "The shown text was read as it stands.";
    const whole = wholeOf(passage);
    if (await wantsLong([whole], runs)) await classifier.classify({ passages: [whole] });
    return undefined;
  },
  openSkimView: ({ panel }) => {
    panel.show(false);
    return undefined;
  },
  cancel({ classifier, sweeps, worth, panel }) {
    const stopped = [classifier.cancel(), sweeps.cancel(), worth.cancel()];
    // A run that was asked for and had not begun never says that it ended.
    void classifier.whenIdle().then(() => panel.refresh());
    return stopped.includes(true) ? undefined : "Nothing is running, so there is nothing to cancel.";
  },
  chooseModel,
  choosePolicy,
  clearDecorations: ({ decorator }) =>
    decorator.clear() ? undefined : "There are no marks on any text. They come back with the next run.",
  showLog: ({ log }) => {
    log.show(true);
    return undefined;
  },
  openSettings: async () => {
    await commands.executeCommand("workbench.action.openSettings", "@ext:transkimmer.transkimmer");
    return undefined;
  },
  openWalkthrough: async () => {
    await commands.executeCommand("workbench.action.openWalkthrough", "transkimmer.transkimmer#start", false);
    return undefined;
  },
  openSample: async ({ extensionUri }) => {
    const bytes = await workspace.fs.readFile(Uri.joinPath(extensionUri, "media", "sample.txt"));
    // A copy, so that it can be edited and the extension's own file stays as it is.
    const document = await workspace.openTextDocument({
      language: "plaintext",
      content: new TextDecoder().decode(bytes),
    });
    await window.showTextDocument(document);
    return undefined;
  },
  sweepThresholds({ sweeps, panel }) {
    panel.show(true);
    return sweeps.start();
  },
  /** `given`: as in protocol's MarkKind; absent = it is asked. */
  showImportance: async ({ worth, panel }, given) => {
    const known = markKinds.find((kind) => kind === given);
    const picked = known
      ? { by: known }
      : await pick(
          [
            {
              label: "Leave Each Word Out",
              detail: "The text without the word is read by the unskimmed model.",
              by: "omit" as const,
            },
            {
              label: "Put the Mask Token in Its Place",
              detail: "Of the same length as the text, for a model whose tokenizer has one.",
              by: "mask" as const,
            },
          ],
          { title: "What Each Word Is Worth" },
        );
    if (!picked) return undefined;
    panel.show(true);
    return worth.start(picked.by);
  },
  compareA: (parts, which) => compare(parts, "a", which),
  compareB: (parts, which) => compare(parts, "b", which),
  stopComparing: ({ comparison }) =>
    comparison.clear() ? undefined : "Neither A nor B is chosen, so nothing is compared.",
  menu: async ({ possible }) => {
    const picked = await pick(menuItems(possible()), { title: "Transkimmer" });
    if (picked) await commands.executeCommand(`${section}.${picked.id}`);
    return undefined;
  },
};

const onlyBlanks = (value: string): string | null =>
  value !== "" && value.trim() === "" ? "There are only blanks here." : null;

export function registerCommands(parts: Parts): Disposable[] {
  const bound = Object.entries(table).map(
    ([id, command]) => [id, (...args: unknown[]) => command(parts, ...args)] as const,
  );
  return registerTable(Object.fromEntries(bound), parts.log);
}

async function classify({ classifier, runs, panel }: Parts, found: Passages): Promise<string | undefined> {
  if ("reason" in found) return found.reason;
  if (!(await wantsLong(found.passages, runs))) return undefined;
  panel.show(true);
  await classifier.classify(found);
  const { length } = found.passages;
  const last = runs.current?.state === "done" && runs.current.passage.text === found.passages.at(-1)?.text;
  if (length === 1 || !last) return undefined;
  return `${length} selections were classified, one after another. The skim view shows the last; all are in the view Runs (activity bar, Transkimmer).`;
}

/** The run that is named, as the list of runs does, else the shown one. */
async function compare(
  { runs, history, comparison, panel }: Parts,
  side: "a" | "b",
  which: unknown,
): Promise<string | undefined> {
  const run = typeof which === "string" ? await history.read(which) : runs.current;
  if (run?.state !== "done") return "There is no finished run to compare. Classify a text first.";
  comparison.put(side, run);
  panel.show(true);
  return undefined;
}
