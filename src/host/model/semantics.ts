import type { Memento } from "vscode";
import { semanticsSaid } from "../../words/semantics.js";
import { allSemantics, type Semantics } from "../../run/semantics.js";
import { pick } from "../say.js";
import type { ModelFolder } from "./models.js";

const key = "semantics";

/** What a person said of folders whose config.json does not say by which semantics their predictors were trained. */
export class SaidSemantics {
  constructor(private readonly memory: Pick<Memento, "get" | "update">) {}

  /** Undefined = nobody said anything. */
  of({ uri }: ModelFolder): Semantics | undefined {
    const said = this.#all()[uri.toString()];
    return allSemantics.find((known) => known === said);
  }

  /** Asks, unless it was said before. False = the question was closed. */
  async ask(folder: ModelFolder): Promise<boolean> {
    if (this.of(folder)) return true;
    const picked = await pick(
      allSemantics.map((semantics) => ({ label: semantics, detail: semanticsSaid[semantics], semantics })),
      {
        title: `Transkimmer: ${folder.name} has skim predictors and does not say how they were trained`,
        placeHolder: "What becomes of a token that they skim?",
      },
    );
    if (!picked) return false;
    await this.memory.update(key, { ...this.#all(), [folder.uri.toString()]: picked.semantics });
    return true;
  }

  #all(): Record<string, unknown> {
    const all: unknown = this.memory.get(key);
    return typeof all === "object" && all !== null ? { ...all } : {};
  }
}
