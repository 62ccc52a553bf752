// `npm run fuzz -- [--inputs N] [--seed S] [--kind NAME] [--from I]`: every kind of hostile input, as many as asked for, with what became of them.
import { parseArgs } from "node:util";
import { kinds } from "./kinds.js";
import { cells, heading, runKind, type Counts } from "./runner.js";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "10000" },
    seed: { type: "string" },
    kind: { type: "string" },
    from: { type: "string", default: "0" },
  },
});
const whole = (name: string, text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`--${name} ${text}: give a whole number from 0`);
  return number;
};

const chosen = kinds.filter((kind) => values.kind === undefined || kind.name === values.kind);
if (chosen.length === 0)
  throw new Error(`--kind ${values.kind ?? ""}: there are ${kinds.map(({ name }) => name).join(", ")}`);
const seed = values.seed === undefined ? Date.now() % 1_000_000 : whole("seed", values.seed);
console.log(`Seed ${seed}.`);
const row = (name: string, numbers: (number | string)[]) =>
  console.log(name.padEnd(18) + numbers.map((n) => String(n).padStart(12)).join(""));
row("", heading);
const all: Counts[] = [];
for (const kind of chosen) {
  const inputs = Math.ceil(whole("inputs", values.inputs) / chosen.length);
  const counts = await runKind(kind, seed, inputs, whole("from", values.from));
  kind.end?.();
  all.push(counts);
  row(kind.name, cells(counts));
  for (const what of counts.said) console.log(what);
}
row(
  "sum",
  heading.map((_, column) => all.reduce((sum, counts) => sum + (cells(counts)[column] ?? 0), 0)),
);
process.exitCode = all.some(({ raw, hangs, wrong }) => raw + hangs + wrong > 0) ? 1 : 0;
