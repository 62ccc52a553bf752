// How fast a data set's texts are: which are timed, and what is made of their times.
import { expect, it } from "vitest";
import { measureSpeed, textsToTime } from "../../src/dataset/measure/speed.js";
import type { Texts } from "../../src/run/passage.js";
import { append, beforeFrom, beforeOf } from "../../src/run/run.js";
import { readRunFile, writeRunFile } from "../../src/saved/savedRun.js";
import { speedUpText, timeText } from "../../src/words/speed.js";
import { wholeRun } from "../view/synthetic.js";

async function* rowsOf(lengths: readonly number[]) {
  for (const [i, length] of lengths.entries())
    yield await Promise.resolve({ row: i + 1, line: i + 1, text: "x".repeat(length), label: null, unknownLabel: null });
}

it("times all texts of a small file, and of a larger one those spread over its lengths", async () => {
  const lengths = async (...all: number[]) => (await textsToTime(rowsOf(all))).map(({ text }) => text.length);
  expect(await lengths(3, 1, 2)).toEqual([1, 2, 3]);
  const spread = await lengths(...Array.from({ length: 300 }, (_, i) => ((i * 7) % 300) + 1));
  expect(spread).toEqual(Array.from({ length: 30 }, (_, i) => 10 * i + 6));
});

it("runs both settings in turns, leaves the first turn out, and takes medians of medians", async () => {
  const asked: string[] = [];
  const texts = [1, 2, 3].map((n) => ({ text: "x".repeat(n) }));
  const time = ({ text }: Texts, at: number) => {
    const turn = asked.filter((one) => one === `${text.length} at ${at}`).length;
    asked.push(`${text.length} at ${at}`);
    const warm = (at === 0 ? [12, 24, 36] : [6, 6, 9])[text.length - 1] ?? NaN;
    return Promise.resolve([0, warm, 900, 1][turn] ?? NaN); // the first is no warm one
  };
  const done: number[] = [];
  const speed = await measureSpeed(texts, 0, [0.5], time, (n) => done.push(n));
  expect(asked.slice(0, 8)).toEqual(Array.from({ length: 4 }, () => ["1 at 0", "1 at 0.5"]).flat());
  expect(speed).toEqual([{ threshold: 0.5, unskimmed: { p50: 24, p95: 36 }, skimmed: { p50: 6, p95: 9 }, speedUp: 4 }]);
  expect(done).toEqual([1, 2, 3]);
  expect(
    await measureSpeed(
      texts,
      0,
      [0.5],
      () => Promise.resolve(null),
      () => undefined,
    ),
  ).toBe(null);
});

it("is told of a run in one way, and of one that was not timed its own time, as nothing to compare with", () => {
  const run = wholeRun("r", "It forgets its plot twice.", 3);
  if (!run.result) throw new Error("the run has no result");
  run.result.ms = 240;
  expect([timeText(run), speedUpText(run)]).toEqual(["not measured; this run took 240.0 ms, cold or warm", null]);
  run.result.reused = 2;
  expect(timeText(run)).toBe(
    "not measured; this run took 240.0 ms, and 2 of 3 layers were taken over from the run before",
  );
  append(run, { kind: "speed", speed: { unskimmed: 20, skimmed: 12.5, runs: 3 } });
  expect(timeText(run)).toBe("12.5 ms, unskimmed 20.0 ms: 1.60× as fast (medians of 3 warm runs each)");
  expect(readRunFile(writeRunFile(run), "r").speed).toEqual(run.speed);
  append(run, { kind: "speed", speed: { unskimmed: null, skimmed: 12.5, runs: 3 } });
  expect([timeText(run), speedUpText(run)]).toEqual(["12.5 ms (median of 3 warm runs)", null]);
});

it("belongs to one run: what is read against another has its own time, or none", () => {
  const [run, alone] = [wholeRun("r", "It forgets its plot twice.", 3), wholeRun("a", "It forgets its plot twice.", 3)];
  run.speed = { unskimmed: 20, skimmed: 12.5, runs: 3 };
  run.before = beforeFrom(alone);
  expect(beforeOf(run)?.speed).toBeUndefined();
  alone.speed = { unskimmed: 20, skimmed: 10, runs: 3 };
  run.before = beforeFrom(alone);
  expect(beforeOf(run)?.speed).toEqual(alone.speed);
});
