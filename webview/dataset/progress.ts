import type { Evaluation } from "../../src/run/evaluation.js";
import { counted } from "../../src/words/counted.js";
import type { DatasetToHost, EvaluationStatus } from "../../src/protocol/evaluationView.js";
import { button, element, setText, showButtons } from "../elements.js";

/** How far the evaluation is, and the buttons that hold it up or end it. */
export class Progress {
  readonly root = element("section", { class: "progress", "aria-label": "Progress" });
  readonly #text = element("span", { class: "number" });
  readonly #bar = element("progress", { max: "1", "aria-label": "Share of the file that is read" });
  readonly #failure = element("p", { class: "notice failure", role: "alert" });
  /** Said once for each state, not for each row. */
  readonly #live = element("p", { class: "out-of-sight", role: "status" });
  readonly #buttons: Record<
    "pause" | "resume" | "cancel" | "choose" | "reread" | "compare" | "figure" | "json" | "csv",
    HTMLButtonElement
  >;
  #state = "";

  constructor(post: (message: DatasetToHost) => void) {
    this.#buttons = {
      pause: button("Pause", () => post({ type: "pause" })),
      resume: button("Resume", () => post({ type: "resume" })),
      cancel: button("Cancel", () => post({ type: "cancel" })),
      choose: button("Evaluate Data Set…", () => post({ type: "choose" })),
      reread: button("Read Otherwise…", () => post({ type: "reread" })),
      compare: button("Compare Policies…", () => post({ type: "compare" })),
      figure: button("Export Figure…", () => post({ type: "figure" })),
      json: button("Export JSON", () => post({ type: "export", as: "json" })),
      csv: button("Export CSV", () => post({ type: "export", as: "csv" })),
    };
    const row = element("div", { class: "toolbar" }, this.#bar, this.#text, ...Object.values(this.#buttons));
    this.root.append(row, this.#failure, this.#live);
  }

  update(status: EvaluationStatus, table: Evaluation | null): void {
    const { state, rows, malformed, fraction, failure, file } = status;
    const going = state === "running" || state === "paused" || state === "loading";
    const { pause, resume, cancel, choose, reread, compare, figure, json, csv } = this.#buttons;
    const hasTable = table !== null && table.rows > 0;
    showButtons([
      [pause, state === "running"],
      [resume, state === "paused" || state === "stopped" || state === "failed"],
      [cancel, going],
      [choose, !going],
      [reread, !going && table !== null],
      [compare, !going && hasTable],
      [figure, hasTable],
      [json, hasTable],
      [csv, hasTable],
    ]);
    setText(resume, state === "failed" && rows + malformed === 0 ? "Try Again" : "Resume"); // nothing is there to go on from
    this.#bar.hidden = !going;
    this.#bar.value = fraction;
    const policy = going && status.policy !== "" ? `${status.policy}: ` : "";
    setText(this.#text, `${policy}${this.#words(state, rows, malformed)}`);
    this.#failure.hidden = failure === null;
    setText(this.#failure, failure?.message ?? "");
    if (state !== this.#state) setText(this.#live, `${file} ${state}`);
    this.#state = state;
  }

  #words(state: EvaluationStatus["state"], rows: number, malformed: number): string {
    const done = `${counted(rows, "row")}${malformed > 0 ? `, ${malformed} malformed` : ""}`;
    switch (state) {
      case "none":
        return "No data set is evaluated.";
      case "loading":
        return "Loading the model";
      case "running":
        return done;
      case "paused":
        return `Paused after ${done}`;
      case "stopped":
        return `Stopped${rows > 0 ? ` after ${done}` : ""}. What was done is kept.`;
      case "failed":
        return `Failed${rows > 0 ? ` after ${done}` : ""}.`;
      case "done":
        return done;
    }
  }
}
