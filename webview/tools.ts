import { html, nothing, type TemplateResult } from "lit-html";
import type { CommandMessage } from "../src/protocol/view.js";
import { layersOver } from "../src/run/bars.js";
import type { Run } from "../src/run/run.js";
import { icon } from "./icons.js";
import { commandNames } from "./notice.js";
import type { View } from "./store.js";
import { noteOf } from "./summary.js";
import { toggle, tool } from "./toolbar.js";

export interface ToolHost {
  command(command: CommandMessage["command"]): void;
  look(at: Partial<Pick<View, "unit" | "mode" | "table">>): void;
  /** In large type, layer by layer. */
  explain(): void;
  /** Every setting of the control. */
  sweep(): void;
}

/** How the run is drawn, and what can be done with it. */
export function toolbar(view: View, shown: Run, drawn: Run, layer: number, host: ToolHost): TemplateResult {
  const { run, unit } = view;
  const { policy } = shown.model;
  const running = run?.state === "running";
  const side = (letter: string, name: "compareA" | "compareB"): TemplateResult =>
    tool({
      picture: html`<strong>${letter}</strong>`,
      name: commandNames[name],
      says: `${commandNames[name]}: put two runs side by side`,
      press: () => host.command(name),
      disabled: run?.state !== "done",
      command: name,
    });
  return html`<div class="toolbar" role="group" aria-label="View">
    ${tool({
      picture: icon("explain"),
      name: "Explain",
      says: "Step through the layers, or replay them, in large type",
      press: () => host.explain(),
      disabled: shown.state === "running" || layersOver(shown) === 0,
      kind: "explain-tool",
    })}
    ${toggle({
      picture: icon("pieces"),
      name: "Pieces",
      says: "The pieces that the model reads, in place of whole words",
      value: "piece",
      on: unit === "piece",
      turn: (on) => host.look({ unit: on ? "piece" : "word" }),
    })}
    ${
      policy.score === null || policy.scoreKey !== "p"
        ? nothing
        : toggle({
            picture: icon("scores"),
            name: `Shade by ${policy.score}`,
            says: `Shade each layer by ${policy.score}: how sure it was to keep the word`,
            value: "p",
            on: view.mode === "p",
            turn: (on) => host.look({ mode: on ? "p" : "depth" }),
          })
    }
    ${toggle({
      picture: icon("table"),
      name: "Table",
      says: "The picture as a table",
      value: "table",
      on: view.table,
      turn: (on) => host.look({ table: on }),
    })}
    ${side("A", "compareA")} ${side("B", "compareB")}
    ${
      policy.control === null || view.file
        ? nothing
        : html`<button
            type="button"
            class="tool"
            data-sweep="start"
            aria-label="Every ${policy.control.name}"
            title="Compute every distinct run of this text, at every ${policy.control.name}"
            ?disabled=${shown.state !== "done"}
            @click=${() => host.sweep()}
          >
            ${icon("sweep")}
          </button>`
    }
    ${
      running
        ? tool({
            picture: icon("stop"),
            name: "Cancel",
            says: "Cancel the run",
            press: () => host.command("cancel"),
            command: "cancel",
            kind: "late",
          })
        : nothing
    }
    <span class="note">${running || view.layer !== null ? noteOf(drawn, layer) : nothing}</span>
  </div>`;
}
