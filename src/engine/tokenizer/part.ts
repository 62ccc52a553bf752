import * as v from "valibot";
import { isRecord, issueText, quote } from "../bundle/json.js";
import { Unusable } from "./unusable.js";

/** A part of tokenizer.json in the form that is supported. Throws Unusable, naming what was found and what is supported. */
export function part<S extends v.GenericSchema>(
  schema: S,
  json: unknown,
  name: string,
  supported: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const found = isRecord(json) ? (json["type"] ?? json) : json;
  throw new Unusable(
    `its ${name} is ${quote(found)} (${issueText(result.issues[0], name)}); ${supported} is supported`,
  );
}
