import * as v from "valibot";
import { SkimError } from "./errors.js";
import { fromFile } from "../words/text.js";

/** A message of another world. Throws SkimError "message" with the first thing that is wrong: of 300,000 there would be 42 MB to say. */
export function readMessage<T>(form: v.GenericSchema<unknown, T>, message: unknown, sender: string): T {
  const read = v.safeParse(form, message, { abortEarly: true });
  if (read.success) return read.output;
  const [issue] = read.issues;
  const where = v.getDotPath(issue);
  const what = `${where === null ? "" : `${fromFile(where)}: `}${fromFile(issue.message)}`;
  throw new SkimError("message", `${sender} sent a message that is not in the protocol: ${what}`);
}
