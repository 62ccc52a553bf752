import * as v from "valibot";
import { encodings } from "./encoding.js";
import { emptyCells, labelSchemes } from "./labels.js";

/** A reading as it lies in a file. */
export const ReadingForm = v.object({
  encoding: v.picklist(encodings),
  table: v.nullable(v.object({ delimiter: v.nullable(v.string()), quotes: v.boolean(), sepLine: v.boolean() })),
  columns: v.object({
    text: v.string(),
    second: v.optional(v.nullable(v.string()), null), // no plan had one before there were pairs
    label: v.nullable(v.string()),
    each: v.optional(v.nullable(v.array(v.string())), null),
    names: v.array(v.string()),
    header: v.boolean(),
    least: v.number(),
  }),
  labels: v.nullable(
    v.object({
      scheme: v.picklist([...labelSchemes, "given", "marks", "numbers"]),
      form: v.exactOptional(v.union([v.picklist(["number", "list", "marks"]), v.object({ separator: v.string() })])),
      empty: v.exactOptional(v.picklist(emptyCells)),
      range: v.exactOptional(v.tuple([v.number(), v.number()])),
      values: v.array(v.object({ value: v.string(), label: v.nullable(v.number()) })),
    }),
  ),
});
