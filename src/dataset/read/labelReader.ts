import type { RowLabel } from "./gold.js";
import { noRowLabel } from "./gold.js";
import type { LabelReading } from "./labels.js";
import { readNumber } from "./numbers.js";
import { readOne } from "./oneLabel.js";
import { readSeveral } from "./severalLabels.js";

/** Reads what stands where a row's label is; null = it was not there when the reading was found. */
export function labelReader(read: LabelReading | null): (value: unknown) => RowLabel | null {
  if (!read) return () => noRowLabel;
  if (read.form === undefined) return readOne(read);
  return read.form === "number" ? readNumber : readSeveral(read);
}
