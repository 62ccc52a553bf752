import { isRecord, quote } from "../bundle/json.js";
import { Unusable } from "./unusable.js";

/** Steps one after the other that a file may have; those of real models are ten at most. */
const most = 20;

/** The steps of a normalizer or a pre_tokenizer, those of a Sequence one after the other, each made by what `kinds` has for its type. */
export function readSteps<T>(
  json: unknown,
  name: string,
  list: string,
  kinds: Record<string, (json: Record<string, unknown>) => T>,
): T[] {
  const steps: T[] = [];
  const read = (json: unknown, depth: number) => {
    if (json === null || json === undefined) return;
    if (!isRecord(json)) throw new Unusable(`its ${name} is ${quote(json)}, not an object`);
    const { type } = json;
    const of = json[list];
    if (type === "Sequence" && Array.isArray(of)) {
      if (depth > most || of.length > most) throw new Unusable(`its ${name} has more than ${most} steps`);
      for (const one of of) read(one, depth + 1);
      return;
    }
    const make = typeof type === "string" && Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (!make)
      throw new Unusable(`its ${name} is ${quote(type ?? json)}; ${Object.keys(kinds).join(", ")} are supported`);
    steps.push(make(json));
    if (steps.length > most) throw new Unusable(`its ${name} has more than ${most} steps`);
  };
  read(json, 0);
  return steps;
}
