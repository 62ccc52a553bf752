import type { Figure, Row } from "../figure.js";
import { spread } from "../timing.js";
import { vscodeMarks } from "../vscode/open.js";
import { moves } from "../vscode/pageMarks.js";
import type { RunMarks } from "../vscode/suite.js";

export const sliderStep: Figure = {
  name: "sliderStep",
  title: "slider step to true run on screen, engine warm, 30 tokens, ms",
  bound: { atMost: 40 },
  notes: [
    "The real VS Code, as above; from the slider's event in the page to the end of the frame that shows the run's result.",
    "A run takes over what the run before it computed alike; a pull leaves it little.",
  ],
  async *measure() {
    const windows = await vscodeMarks();
    const made = moves.map((_, move) => windows.flatMap(({ slider }) => slider[move] ?? []));
    for (const [move, { name, by }] of moves.entries()) yield row(name, made[move] ?? [], by > 0.1);
    const steps = moves.flatMap(({ by }, move) => (by > 0.1 ? [] : (made[move] ?? [])));
    const changing = steps.filter(({ reused, layers }) => reused < layers);
    if (changing.length > 0) yield row("those of the steps that change the run", changing, false);
  },
};

function row(name: string, steps: RunMarks[], beside: boolean): Row {
  const part = (of: (step: RunMarks) => number) => spread(steps.map(of)).median;
  return {
    on: `sst2, ${steps[0]?.tokens ?? 0} tokens, ${name}`,
    value: spread(steps.map(({ painted }) => painted)),
    beside,
    parts: {
      "layers taken over": part(({ reused }) => reused),
      "to the host ms": part(({ started }) => started),
      "first layer there ms": part(({ started, layer }) => layer - started),
      "result there ms": part(({ layer, done }) => done - layer),
      "to the page ms": part(({ done, message = NaN }) => message - done),
      "drawn and painted ms": part(({ message = NaN, painted }) => painted - message),
    },
  };
}
