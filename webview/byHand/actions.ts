import { countText, decided, onlyKept, undecided } from "../../src/run/byHand.js";
import type { Bar } from "../../src/run/bars.js";
import type { Column } from "../../src/run/run.js";
import type { Forced } from "../../src/run/sweep.js";
import { shorten } from "../../src/words/text.js";
import type { View } from "../store.js";

export interface ActionHost {
  /** Run again with these fates. */
  force(forced: Forced[]): void;
  choose(chosen: ReadonlySet<number>): void;
  reveal(column: number): void;
}

/** What can be done with the word that is looked at: an item of its menu, and a key. */
export interface Action {
  /** As a KeyboardEvent says it, in lower case. */
  key: string;
  /** As people read it. */
  keyName: string;
  text: string;
  /** Why it cannot be done now; null = it can. */
  reason: string | null;
  act(): void;
}

type Looked = Pick<View, "shown" | "bars" | "focus" | "chosen" | "asked" | "file">;

/** Empty where no word is looked at, or nothing can be run. A chosen word stands for all that are chosen. */
export function actionsOf(view: Looked, host: ActionHost): Action[] {
  const { shown, bars, focus, chosen, asked, file } = view;
  const bar = focus ? bars[focus.column] : undefined;
  if (!shown || !focus || !bar || file) return [];
  const { row, column } = focus;
  const forced = asked?.forced ?? shown.forced;
  const all = [...chosen].sort((a, b) => a - b).flatMap((c) => bars[c] ?? []);
  const targets = (chosen.has(column) ? all : [bar]).filter((b) => b.fate !== "always");
  const tokensOf = (some: readonly Bar[]): number[] => some.flatMap((b) => b.column.tokens);
  const name =
    targets.length === 1 ? named((targets[0] ?? bar).column) : `the ${countText(targets.map((b) => b.column))} chosen`;
  const waits = shown.state === "running" ? "The run is on its way." : null;
  const always = targets.length === 0 ? "Position 0 is always kept; nothing decides about it." : null;
  const there = targets.filter((b) => b.depth >= row);
  const from = Math.min(row, ...targets.map((b) => b.depth));
  const anyByHand = targets.some((b) => b.byHand.length > 0);
  const one = targets.length === 1;
  return [
    {
      key: "k",
      keyName: "K",
      text: `Keep ${name} from layer ${(one ? from : row) + 1} on${one && from < row ? ", where it left" : from < row ? ", or from where it left" : ""}`,
      reason: waits ?? always,
      act: () =>
        host.force(
          targets.reduce<Forced[]>(
            (fates, b) => decided(fates, b.column.tokens, { from: Math.min(row, b.depth), keep: true }),
            [...forced],
          ),
        ),
    },
    {
      key: "s",
      keyName: "S",
      text: `Skim ${name} from layer ${row + 1} on`,
      reason:
        waits ??
        always ??
        (there.length === 0 ? `${one ? "It has" : "They have"} left before layer ${row + 1} as it is.` : null),
      act: () => host.force(decided(forced, tokensOf(there), { from: row, keep: false })),
    },
    {
      key: "o",
      keyName: "O",
      text: `Keep only ${name}: skim all else before layer 1`,
      reason: waits ?? always,
      act: () => host.force(onlyKept(shown, tokensOf(targets))),
    },
    {
      key: "delete",
      keyName: "Del",
      text: `Let the model decide on ${name} again`,
      reason: anyByHand ? null : "Nothing is decided by hand here.",
      act: () => host.force(undecided(forced, tokensOf(targets))),
    },
    {
      key: "x",
      keyName: "X",
      text: chosen.has(column)
        ? `Choose ${named(bar.column)} no more`
        : `Choose ${named(bar.column)}, to decide on several words`,
      reason: null,
      act: () => host.choose(toggled(chosen, column)),
    },
    {
      key: "enter",
      keyName: "Enter",
      text: `Show ${named(bar.column)} in the editor`,
      reason: bar.column.special ? "It stands for no characters of the text." : null,
      act: () => host.reveal(column),
    },
  ];
}

export function toggled(chosen: ReadonlySet<number>, column: number): Set<number> {
  const next = new Set(chosen);
  if (!next.delete(column)) next.add(column);
  return next;
}

/** A word in a sentence: quoted, or a comma would be one of the sentence's own. */
export const named = ({ special, text }: Column): string => (special ? text : `“${shorten(text, 24)}”`);
