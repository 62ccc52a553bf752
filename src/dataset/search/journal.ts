import * as v from "valibot";
import { SkimError } from "../../protocol/errors.js";
import type { JournalStore } from "../run/journal.js";
import type { Found } from "./search.js";

const Heading = v.object({ format: v.literal(1), kind: v.literal("search"), key: v.string() });
const Line = v.object({ shares: v.array(v.number()), flopsGain: v.number(), quality: v.number() });

/** What each list came to, so that a search that was stopped goes on where it was: it breeds the same lists anew, and these are known. */
export class SearchJournal {
  readonly #known = new Map<string, Found>();

  /** `store`: null = it is kept while the search runs, and no longer. */
  constructor(private readonly store: JournalStore | null = null) {}

  /** Begins one, or goes on with one of this key. Rejects with SkimError "data-set" where it is of another search. */
  static async open(store: JournalStore, key: string): Promise<SearchJournal> {
    const journal = new SearchJournal(store);
    let heading: string | null = null;
    for await (const line of store.lines()) {
      const value = parse(line);
      const first = v.safeParse(Heading, value);
      if (first.success) heading = first.output.key;
      const found = v.safeParse(Line, value);
      if (found.success && heading === key) journal.#known.set(found.output.shares.join(), found.output);
    }
    if (heading === null) await store.create(`${JSON.stringify({ format: 1, kind: "search", key })}\n`);
    else if (heading !== key)
      throw new SkimError(
        "data-set",
        `${store.name} is of another search (another model, policy, precision, seed or data set): delete it, or name another --out.`,
        { file: store.name },
      );
    else await store.append("\n"); // ends a line that a crash may have torn
    return journal;
  }

  /** What lists come to: those that are known from here, the others by `measure`, and known from then on. null = it was cancelled. */
  async measured(
    lists: readonly number[][],
    measure: (lists: readonly number[][]) => Promise<Found[] | null>,
  ): Promise<Found[] | null> {
    const fresh = lists.filter((list) => !this.#known.has(list.join()));
    const found = fresh.length === 0 ? [] : await measure(fresh);
    if (!found) return null;
    for (const one of found) this.#known.set(one.shares.join(), one);
    if (found.length > 0) await this.store?.append(found.map((one) => `${JSON.stringify(one)}\n`).join(""));
    return lists.flatMap((list) => this.#known.get(list.join()) ?? []);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
