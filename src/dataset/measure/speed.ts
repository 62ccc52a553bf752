import { textsOf, type Texts } from "../../run/passage.js";
import type { Speed, Times } from "../../run/speed.js";
import { quantile, warmMedians } from "../../run/timing.js";
import type { Malformed } from "../read/record.js";
import { isMalformed, type Row } from "../read/rows.js";

const mostTimed = 30;
/** Rows that the timed ones are taken from: a file's length is no reason to wait. */
const mostRead = 2000;

/** Up to 30 texts, spread over the lengths of the file's first rows. */
export async function textsToTime(rows: AsyncIterable<Row | Malformed>): Promise<Texts[]> {
  const all: Texts[] = [];
  for await (const row of rows) {
    if (!isMalformed(row)) all.push(textsOf(row));
    if (all.length === mostRead) break;
  }
  const length = ({ text, pair = "" }: Texts) => text.length + pair.length;
  all.sort((a, b) => length(a) - length(b));
  const count = Math.min(mostTimed, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]).flatMap(
    (texts) => texts ?? [],
  );
}

/** Times each text at all settings (timing.ts). Gives one a setting of `skimmed`. `time`: milliseconds of one run; null = it was cancelled, and so is this. */
export async function measureSpeed(
  texts: readonly Texts[],
  unskimmed: number,
  skimmed: readonly number[],
  time: (texts: Texts, at: number) => Promise<number | null>,
  onProgress: (done: number) => void,
): Promise<Pick<Speed, "threshold" | "unskimmed" | "skimmed" | "speedUp">[] | null> {
  const settings = [unskimmed, ...skimmed];
  const medians: number[][] = [];
  for (const one of texts) {
    const each = await warmMedians(settings.length, (i) => time(one, settings[i] ?? unskimmed));
    if (!each) return null;
    medians.push(each);
    onProgress(medians.length);
  }
  const times = (of: number): Times => {
    const all = medians.map((each) => each[of] ?? NaN);
    return { p50: quantile(all, 0.5), p95: quantile(all, 0.95) };
  };
  return skimmed.map((threshold, i) => {
    const ratios = medians.map(([dense = NaN, ...rest]) => dense / (rest[i] ?? NaN));
    return { threshold, unskimmed: times(0), skimmed: times(i + 1), speedUp: quantile(ratios, 0.5) };
  });
}
