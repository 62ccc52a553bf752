import { html, nothing, type TemplateResult } from "lit-html";
import type { Failure } from "../src/protocol/errors.js";
import type { Run } from "../src/run/run.js";
import type { CommandMessage } from "../src/protocol/view.js";
import { otherModel, type View } from "./store.js";

type Command = CommandMessage["command"];

interface Said {
  /** A warning is said aloud as a failure is, and looks as a state does. */
  kind: "failure" | "warning" | "state";
  title: string;
  text: string;
  actions: Command[];
  /** 0 … 1; absent = it is no work that goes on. */
  done?: number;
}

export const commandNames: Record<Command, string> = {
  cancel: "Cancel",
  chooseModel: "Choose Model…",
  showLog: "Show Log",
  openSettings: "Open Settings",
  openSample: "Open Sample Text",
  classifyDocument: "Classify Document",
  classifyText: "Classify Text…",
  classifyAgain: "Classify Again",
  readSource: "Read the Source",
  compareA: "Compare as A",
  compareB: "Compare as B",
  stopComparing: "Stop Comparing",
  showImportance: "Show What Each Word Is Worth…",
  compareByHand: "Compare with Before",
};

/** "move the threshold, ", where there is anything to move. */
const turning = ({ model }: Run): string => {
  const { control } = model.policy;
  return control ? `move the ${control.name}, ` : "";
};

const showsBefore = "The picture shows the run before.";

type Noticed = Pick<View, "run" | "shown" | "model" | "chosenModel" | "modelBefore" | "file" | "dropped">;

/** What is wrong, or missing, or going on, with the buttons that mend it. */
export function noticesOf(view: Noticed): Said[] {
  const { run, shown, model, file, dropped, modelBefore } = view;
  const said: Said[] = [];
  const failed = (title: string, failure: Failure | null, again: Command[], before: Run | null = null): void => {
    const where = failure?.file !== undefined && !failure.message.includes(failure.file) ? ` (${failure.file})` : "";
    const still = before ? ` ${showsBefore}` : "";
    const text = `${failure?.message ?? ""}${where}${still}`;
    said.push({ kind: "failure", title, text, actions: [...again, "showLog"] });
  };
  if (file?.failure) failed(`${file.name} is no run that can be shown`, file.failure, []);
  if (file && run) {
    const at = new Date(run.started).toLocaleString();
    said.push({
      kind: "state",
      title: "A saved run",
      text: `Read from ${file.name}; computed on ${at}. Nothing is run here: ${turning(run) && `to ${turning(run)}`}classify the text again with your own model.`,
      actions: ["classifyAgain"],
    });
  }
  if (file && !run) return said;
  if (model.state === "failed") failed(`The model ${model.name} did not load`, model.failure, ["chooseModel"], shown);
  if (model.state === "loading")
    said.push({
      kind: "state",
      title: `Loading ${model.name}…`,
      text: model.progress?.step ?? "",
      actions: ["cancel"],
      done: model.progress?.fraction ?? 0,
    });
  if (model.state === "none" && !run)
    said.push({
      kind: "state",
      title: "No model yet",
      text: "Classify a text and the model of the settings is loaded, or choose another.",
      actions: ["chooseModel"],
    });
  if (!run && model.state !== "failed")
    said.push({
      kind: "state",
      title: "Nothing has been classified yet",
      text: "Mark text in an editor and run “Transkimmer: Classify Selection” from its context menu or the command palette. Or start with:",
      actions: ["openSample", "classifyDocument", "classifyText"],
    });
  const next = otherModel(view);
  if (shown && next !== "")
    said.push({
      kind: "warning",
      title: "A run of another model",
      text: `This run is of the model ${shown.model.name}; the chosen model is ${next}. It reads the text when you ${turning(shown)}decide by hand or classify again.`,
      actions: ["chooseModel"],
    });
  if (shown && modelBefore !== "" && modelBefore !== shown.model.name)
    said.push({
      kind: "warning",
      title: "Another model reads the text now",
      text: `An earlier run of this text is of the model ${modelBefore}; this one is of ${shown.model.name}, the chosen model when it ran.`,
      actions: [],
    });
  if (dropped !== "")
    said.push({
      kind: "state",
      title: "Decided by the model alone",
      text: `The text or the model is another now, so what was decided by hand on ${dropped} of the run before is let go.`,
      actions: [],
    });
  if (run?.failure?.code === "interrupted")
    said.push({ kind: "state", title: "Interrupted", text: run.failure.message, actions: ["classifyAgain"] });
  else if (run?.state === "failed")
    failed("The run failed", run.failure, mending(run.failure), run === shown ? null : shown);
  if (run?.state === "cancelled")
    said.push({
      kind: "state",
      title: "Cancelled",
      text: run === shown ? "The picture shows the layers that were computed." : showsBefore,
      actions: ["classifyAgain"],
    });
  if (shown?.stale === true)
    said.push({
      kind: "state",
      title: "The text was edited since",
      text: `This is the run of the earlier text of ${shown.passage.name}. Words that were edited have no mark in it. Classify again to see the present text.`,
      actions: ["classifyAgain"],
    });
  return said;
}

/** The buttons that mend what made a run fail. */
function mending(failure: Failure | null): Command[] {
  if (failure?.code.startsWith("bundle") === true) return ["chooseModel"];
  return failure?.code === "threshold" ? ["openSettings", "classifyAgain"] : ["classifyAgain"];
}

export function notices(view: View, command: (command: Command) => void): TemplateResult {
  return html`<div class="notices" tabindex="-1">
    ${noticesOf(view).map(
      ({ kind, title, text, actions, done }) =>
        html`<div class="notice ${kind}" role=${kind === "state" ? nothing : "alert"}>
          <strong>${title}</strong> ${text === "" ? nothing : html`<span>${text}</span>`}
          ${done === undefined ? nothing : html`<progress max="1" .value=${done} aria-label=${title}></progress>`}
          ${actions.map(
            (action) =>
              html`<button type="button" data-command=${action} @click=${() => command(action)}>
                ${commandNames[action]}
              </button>`,
          )}
        </div>`,
    )}
  </div>`;
}
