import { append, startRun, type Run } from "../../../src/run/run.js";
import { appendSweep, startSweep, thresholdIn } from "../../../src/run/shownSweep.js";
import { send, show, ViewBench } from "../../view/page.js";
import { textOf } from "../bundles.js";
import { engine } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { spread } from "../timing.js";

const distinct = 200;

/** In the page: one threshold a frame, as a drag gives them. Frame times in ms, and how many pictures differed from the one before. */
async function drag(thresholds: number[]): Promise<{ frames: number[]; pictures: number }> {
  const number = document.querySelector<HTMLInputElement>('.threshold input[aria-label="Threshold, as a number"]');
  if (!number) throw new Error("the view has no threshold to drag");
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const picture = () =>
    Array.from(document.querySelectorAll("g.bar"), (bar) => bar.getAttribute("data-depth")).join(" ");
  const frames: number[] = [];
  let pictures = 0;
  let drawn = picture();
  let last = await frame();
  for (const threshold of thresholds) {
    number.value = String(threshold);
    number.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    const now = await frame();
    frames.push(now - last);
    last = now;
    // The view draws in this very frame, asked for before this one: what is there now is the new picture.
    const next = picture();
    if (next !== drawn) pictures++;
    drawn = next;
  }
  return { frames, pictures };
}

/** Whether the picture keeps up with a hand on the slider. */
export const drawing: Figure = {
  name: "drawing",
  title: `${distinct} distinct runs of 128 tokens dragged through: time of a frame, ms`,
  bound: { atMost: 1000 / 60 + 1 },
  notes: [
    "The view's own page in a headless Chromium that draws in software at 60 Hz, on a sweep of the real engine: each frame the slider asks for another run, and skyline, figures and sweep panel are drawn anew. From frame to frame; the first pass, in which the page's script is compiled, is not counted. 1 ms over a 60th of a second is the clock's tolerance.",
  ],
  async *measure({ threads }) {
    const model = await engine("sst2", "fp32", threads);
    const text = await textOf("sst2", 128);
    const passage = { text, name: "review.txt" };
    const { info, precision, backend } = model;
    const run: Run = startRun({
      id: "bench",
      started: "2026-01-01T00:00:00.000Z",
      passage,
      model: info,
      control: info.control,
      precision,
      backend,
    });
    for await (const event of model.skim(text)) append(run, event);
    run.state = "done";
    const sweep = startSweep("bench", { from: 0, to: 1 });
    for await (const event of model.sweep(text, { runs: distinct })) appendSweep(sweep, event);
    sweep.state = "done";
    await model.dispose();

    // The control takes six decimals: of runs that share one only one can be asked for.
    const thresholds = [...new Set(sweep.steps.map((step) => Math.round(thresholdIn(step) * 1e6) / 1e6))];
    const view = new ViewBench();
    await view.start();
    try {
      const { page } = await view.open({ width: 1400, height: 1000 });
      await show(page, run);
      await send(page, { type: "sweepSnapshot", sweep });
      await page.evaluate(drag, thresholds);
      const { frames, pictures } = await page.evaluate(drag, thresholds.toReversed());
      const late = frames.filter((ms) => ms > 1000 / 60 + 1).length;
      yield {
        on: `sst2, fp32, ${run.tokens.length} tokens`,
        value: spread(frames),
        parts: { "worst frame ms": Math.max(...frames), "frames late": late, pictures, runs: sweep.steps.length },
      };
    } finally {
      await view.stop();
    }
  },
};
