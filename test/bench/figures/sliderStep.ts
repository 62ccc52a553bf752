import type { Figure } from "../figure.js";
import { spread } from "../timing.js";
import { vscodeMarks } from "../vscode/open.js";

export const sliderStep: Figure = {
  name: "sliderStep",
  title: "slider step to true run on screen, engine warm, 30 tokens, ms",
  bound: { atMost: 40 },
  notes: [
    "The real VS Code, as above; from the slider's event in the page to the end of the frame that shows the run's result.",
  ],
  async *measure() {
    const steps = (await vscodeMarks()).flatMap(({ slider }) => slider);
    yield {
      on: "sst2, 30 tokens",
      value: spread(steps.map(({ painted }) => painted)),
      parts: {
        "result in the page ms": spread(steps.map(({ message }) => message)).median,
        "drawn and painted ms": spread(steps.map(({ message, painted }) => painted - message)).median,
      },
    };
  },
};
