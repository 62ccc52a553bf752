import type { Figure } from "../figure.js";
import { spread } from "../timing.js";
import { vscodeMarks } from "../vscode/open.js";
import { rests } from "../vscode/pageMarks.js";
import type { RunMarks } from "../vscode/suite.js";

export const sliderStep: Figure = {
  name: "sliderStep",
  title: "slider step to true run on screen, engine warm, 30 tokens, ms",
  bound: { atMost: 40 },
  notes: [
    "The real VS Code, as above; from the slider's event in the page to the end of the frame that shows the run's result.",
  ],
  async *measure() {
    const windows = await vscodeMarks();
    for (const rest of rests) {
      const steps = windows.flatMap(({ slider }) => slider[rest]);
      const part = (of: (step: RunMarks) => number) => spread(steps.map(of)).median;
      yield {
        on: `sst2, ${steps[0]?.tokens ?? 0} tokens, after ${rest} ms of rest`,
        value: spread(steps.map(({ painted }) => painted)),
        parts: {
          "to the host ms": part(({ started }) => started),
          "first layer there ms": part(({ started, layer }) => layer - started),
          "result there ms": part(({ layer, done }) => done - layer),
          "of both, in the engine ms": part(({ engine }) => engine),
          "to the page ms": part(({ done, message = NaN }) => message - done),
          "drawn and painted ms": part(({ message = NaN, painted }) => painted - message),
        },
      };
    }
  },
};
