import { counted } from "./counted.js";
import { costOf, type Run } from "../run/run.js";
import { shorten } from "./text.js";
import { tallyOf, whichOf, type Pair } from "../run/pairs.js";
import { answerText, answerWith } from "./answer.js";

const mostWords = 12;

/** "From A to B: the label stays negative, its probability goes from 0.959 to 0.912; 5 words go deeper, 2 leave earlier, 16 fare the same; …" */
export function compareText(pairs: readonly Pair[], a: Run, b: Run): string {
  const { deeper, earlier, same, onlyA, onlyB } = tallyOf(pairs);
  const said = ({ model, result }: Run): string => (result ? answerWith(model.labels, result) : "nothing");
  const name = ({ model, result }: Run): string => (result ? answerText(model.labels, result) : "");
  const p = (run: Run): string => said(run).slice(name(run).length + 1);
  const [before, after] = [name(a), name(b)];
  const one = a.model.task.answer === "one" && b.model.task.answer === "one";
  const parts = [
    !one
      ? `the answer goes from ${said(a)} to ${said(b)}`
      : before === after
        ? `the label stays ${before} (${p(a)}, then ${p(b)})`
        : `the label changes from ${before} (${p(a)}) to ${after} (${p(b)})`,
    `${counted(deeper.length, "word goes", "words go")} deeper, ${counted(earlier.length, "leaves", "leave")} earlier, ${counted(same, "fares", "fare")} the same`,
  ];
  if (onlyA + onlyB > 0)
    parts.push(`the texts differ: ${counted(onlyA, "word is", "words are")} in A alone, ${onlyB} in B alone`);
  const ratio = costOf(b).flops / costOf(a).flops;
  parts.push(`B takes ${ratio.toFixed(2)} times the FLOPs of A`);
  return `From A to B ${parts.join("; ")}.`;
}

/** The words whose fate changed, with their depths: "“film” 1 → 6, “,” 3 → 6"; "" = none. */
export function changedText(pairs: readonly Pair[], a: Run, b: Run): string {
  const told = pairs.slice(0, mostWords).map((p) => {
    const which = whichOf(p, a, b);
    const of = which === null ? "" : ` (${which})`;
    return `“${shorten(p.text, 20)}”${of} ${p.a?.depth ?? ""} → ${p.b?.depth ?? ""}`;
  });
  const more = pairs.length - told.length;
  return told.join(", ") + (more > 0 ? ` and ${more} more (all are in the table)` : "");
}
