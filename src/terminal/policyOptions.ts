/** By what a model is skimmed, and how far: the options that all commands of the terminal share. */
import { policies } from "../engine/policies/index.js";
import { SkimError } from "../protocol/errors.js";
import { mostSeed, type PolicyInfo } from "../run/policy.js";
import { lackText } from "../words/policy.js";
import type { Output } from "./terminal.js";
import { wholeNumber, wrong } from "./arguments.js";

/** What the controls of the policies are called: each is an option. */
const controls = ["threshold", "share"] as const;

export const policyOptions = {
  policy: { type: "string" },
  threshold: { type: "string" },
  share: { type: "string" },
  seed: { type: "string" },
} as const;

const names = policies.map(
  ({ says }) => `  ${says.name.padEnd(20)}  ${says.about}${says.untrained ? "; nothing was trained for it" : ""}`,
);

export const policyUsage = `  --policy NAME         who leaves (default: the model’s own; none where it has no predictors; see below)
  --threshold 0.5       of a policy with a threshold: one number, or one for each layer, comma-separated (default: the model’s own)
  --share 0.8           of a policy with a share of the words that stay: one, or one for each layer, comma-separated
  --seed 0              of a policy that draws`;

export const policiesUsage = `Policies:
${names.join("\n")}`;

/** Those that are turned by how many stay. */
export const counting = policies.flatMap(({ says }) => (says.control?.counts ? [says.name] : []));

/** What was asked; absent = the model's own. */
export interface Skimmed {
  policy?: string;
  seed?: number;
}

/** A setting of a control, by the option's name; null = none was given. */
export type Given = { name: string; at: number[] } | null;

export function skimmedOf({ policy, seed }: { policy?: string | undefined; seed?: string | undefined }): Skimmed {
  return {
    ...(policy === undefined ? {} : { policy }),
    ...(seed === undefined ? {} : { seed: wholeNumber("--seed", seed, 0, mostSeed) }),
  };
}

type Values = Partial<Record<(typeof controls)[number], string | undefined>>;

/** Of one policy, which has one control. `plural`: what an option is called that lists settings. Throws SkimError with one line that says what to do. */
export function givenOf(values: Values, plural = ""): Given {
  const [first = null, second] = allGiven(values, plural);
  if (second) throw wrong(`Give --${first?.name ?? ""}${plural} or --${second.name}${plural}, not both.`);
  return first;
}

/** Of several policies. Throws as `givenOf` does. */
export function allGiven(values: Values, plural = ""): NonNullable<Given>[] {
  return controls.flatMap((name) => {
    const text = values[name];
    return text === undefined ? [] : [{ name, at: numbersOf(`${name}${plural}`, text) }];
  });
}

function numbersOf(name: string, text: string): number[] {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (numbers.every((at) => at >= 0 && at <= 1)) return numbers;
  throw new SkimError("threshold", `--${name} ${text}: numbers from 0 to 1, comma-separated.`);
}

/** The setting for the engine; empty = the model's own. Says on standard error what nobody can turn; throws SkimError where another control is turned. */
export function settingFor({ control, name }: PolicyInfo, given: Given): number[] {
  if (given && control && given.name !== control.name)
    throw wrong(`${name} has no ${given.name}: it is turned by its ${control.name}.`);
  return control ? (given?.at ?? []) : [];
}

/** Says that a seed was given to a policy that draws nothing. */
export function saySeed({ name, seed }: PolicyInfo, { seed: asked }: Skimmed, stderr: Output): void {
  if (asked !== undefined && seed === undefined) stderr.write(`--seed is not used: ${name} draws nothing.\n`);
}

/** What a model that nothing skims lacks, unless that was asked for, and that a setting changes nothing there. */
export function sayLack(policy: PolicyInfo, { policy: asked }: Skimmed, option: string | null, stderr: Output): void {
  const lack = asked === undefined ? lackText(policy) : null;
  const nothing = option !== null && !policy.control ? `So --${option} changes nothing.` : null;
  const said = [lack, nothing].filter((part) => part !== null).join(" ");
  if (said !== "") stderr.write(`${said}\n`);
}
