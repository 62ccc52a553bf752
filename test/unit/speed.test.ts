// How fast a data set's texts are: which are timed, and what is made of their times.
import { expect, it } from "vitest";
import { measureSpeed, textsToTime } from "../../src/dataset/measure/speed.js";
import type { Texts } from "../../src/run/passage.js";

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
