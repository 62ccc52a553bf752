import { config } from "./config.js";
import type { Possible } from "./possible.js";
import type { Choice } from "./say.js";

/** `id`: of the command, without "transkimmer."; `when`: absent = always. */
type Item = Choice & { id: string; when?: boolean };

/** What the status bar's item opens. */
export function menuItems(possible: Possible): Item[] {
  const { hasText, hasSelection, hasRun, ran, canSweep, comparing, running } = possible;
  const items: Item[] = [
    { icon: "selection", label: "Classify Selection", id: "classifySelection", when: hasSelection },
    { icon: "selection", label: "Classify Text at Cursor", id: "classifyAtCursor", when: hasText && !hasSelection },
    { icon: "split-horizontal", label: "Classify Selections as a Pair", id: "classifyPair", when: hasText },
    { icon: "file-text", label: "Classify Document", id: "classifyDocument", when: hasText },
    { icon: "edit", label: "Classify Text…", id: "classifyText" },
    { icon: "debug-restart", label: "Classify Again", id: "classifyAgain", when: ran },
    { icon: "stop-circle", label: "Cancel Run or Sweep", id: "cancel", when: running },
    { icon: "list-filter", label: "Open Skim View", id: "openSkimView" },
    { icon: "graph-line", label: "Sweep Thresholds", id: "sweepThresholds", when: canSweep },
    { icon: "symbol-numeric", label: "Show What Each Word Is Worth…", id: "showImportance", when: hasRun },
    { icon: "arrow-swap", label: "Compare Run as A", id: "compareA", when: hasRun },
    { icon: "arrow-swap", label: "Compare Run as B", id: "compareB", when: hasRun },
    { icon: "close", label: "Stop Comparing A with B", id: "stopComparing", when: comparing },
    { icon: "export", label: "Export Run…", id: "exportRun", when: hasRun },
    { icon: "file-media", label: "Export Figure…", id: "exportFigure", when: hasRun },
    { icon: "graph", label: "Evaluate Data Set…", id: "evaluateDataSet" },
    { icon: "package", label: "Choose Model…", description: config.model, id: "chooseModel" },
    { icon: "filter", label: "Choose Policy…", description: config.policy ?? "the model’s own", id: "choosePolicy" },
    { icon: "clear-all", label: "Clear Marks on Text", id: "clearDecorations", when: hasRun && config.decorations },
    { icon: "gear", label: "Open Settings", id: "openSettings" },
    { icon: "output", label: "Show Log", id: "showLog" },
    { icon: "book", label: "Open Walkthrough", id: "openWalkthrough" },
  ];
  return items.filter(({ when = true }) => when);
}
