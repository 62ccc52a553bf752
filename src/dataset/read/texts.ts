import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { columnSaid, listed } from "./columnsSaid.js";
import { fold, pairNames, plainName, textNames } from "./names.js";
import type { Question, ReadingChoice, Wanted } from "./reading.js";
import { givenName, type Sample } from "./sample.js";

/** The columns of a row's texts. */
export interface TextColumns {
  text: string;
  /** Of the second text of a pair; null = each row is one text. */
  second: string | null;
}

/**
 * Finds the texts' columns by their names, else by what stands in them. Two texts are a pair by the columns' names alone. Throws
 * SkimError "data-set" where there are no texts, or one column would be both. Where most rows have no second text, it asks.
 */
export function findTexts(
  sample: Sample,
  file: string,
  wanted: Wanted,
  delimiter: string | null,
): TextColumns | Question {
  const pairs = namedPairs(sample);
  if (wanted.text !== undefined) return withSecond(wanted.text, pairs, sample, file, wanted);
  if (wanted.second !== null) {
    const meant = wanted.second === undefined ? pairs : pairs.filter(({ second }) => second === wanted.second);
    const alone = textNamed(sample, wanted);
    const other = alone.only && !meant.some(({ text, second }) => [text, second].includes(alone.name ?? ""));
    const [pair] = meant;
    const isSure = meant.length === 1 && !other;
    if (pair && isSure && (wanted.second !== undefined || sample.isFilled(pair.second))) return pair;
    const single = isSure ? pair?.text : other ? alone.name : undefined;
    if (pair)
      return whichText(file, sample, [...meant, ...(single === undefined ? [] : [{ text: single, second: null }])]);
  }
  const text = findText(sample, file, wanted, delimiter);
  return typeof text === "string" ? withSecond(text, [], sample, file, wanted) : text;
}

/** Columns with texts of several words, none of which is taken. */
export function likeTexts(sample: Sample, taken: readonly (string | null)[]): string[] {
  const ofPairs = namedPairs(sample).flatMap(({ text, second }) => [text, second]);
  return sample.candidates.filter(
    (name) => !taken.includes(name) && (sample.isProse(name) || ofPairs.includes(name)) && !sample.areNames(name),
  );
}

function namedPairs(sample: Sample): (TextColumns & { second: string })[] {
  const texts = sample.candidates.filter((name) => sample.isText(name));
  const called = (plain: string) => texts.filter((name) => plainName(givenName(name)) === plain);
  return pairNames.flatMap(([first, second]) =>
    called(first).flatMap((text) => called(second).map((second) => ({ text, second }))),
  );
}

function withSecond(
  text: string,
  pairs: readonly (TextColumns & { second: string })[],
  sample: Sample,
  file: string,
  { second }: Wanted,
): TextColumns | Question {
  if (second === text)
    throw new SkimError("data-set", `Column “${fromFile(text)}” of ${file} cannot hold both texts of a pair.`, {
      file,
    });
  if (second !== undefined) return { text, second };
  const [partner, ...others] = pairs.filter((pair) => pair.text === text);
  if (!partner) return { text, second: null };
  if (others.length === 0 && sample.isFilled(partner.second)) return partner;
  const seconds = [partner, ...others].map((pair) => pair.second);
  return {
    about: "second",
    said: `Which column of ${file} holds the second texts, beside “${fromFile(text)}”?`,
    choices: [
      ...seconds.map((second) => ({ ...columnSaid([second], sample.rows), wanted: { second } })),
      { said: "none: each row is one text", wanted: { second: null } },
    ],
  };
}

/** The column of single texts, or of the first ones. */
function findText(sample: Sample, file: string, wanted: Wanted, delimiter: string | null): string | Question {
  const candidates = sample.candidates.filter((name) => name !== wanted.second);
  const prosaic = candidates.filter((name) => sample.isProse(name));
  const named = textNamed(sample, wanted);
  const text =
    named.name ?? prosaic[0] ?? candidates.find((name) => !sample.areNames(name) && !sample.areNumbers(name));
  if (text === undefined)
    throw new SkimError(
      "data-set",
      `${file} has no column that could hold the texts. It has ${listed(sample.candidates)}.`,
      { file },
    );
  const each = [text, ...candidates.filter((name) => name !== text)].map((text) => ({ text, second: null }));
  const asPairs =
    wanted.second === undefined ? prosaic.slice(1).map((second, i) => ({ text: prosaic[i] ?? "", second })) : [];
  // Prose holds commas, and no tabs. Where nothing names the columns, lines of texts look like a table.
  const asked = wanted.delimiter !== undefined || wanted.header !== undefined;
  if (!asked && !sample.header && delimiter !== null && delimiter !== "\t")
    if (prosaic.length > 1 || candidates.slice(1).some((name) => sample.goesOn(name)))
      return whichText(file, sample, [...each, ...asPairs], true);
  const alone = named.only || (named.name === undefined && (prosaic.length === 1 || candidates.length === 1));
  return alone ? text : whichText(file, sample, [...each, ...asPairs]);
}

/** The column with the surest name, and not the second texts'; `only`: no other has it. */
function textNamed({ names }: Sample, { second }: Wanted): { name?: string; only: boolean } {
  const [same = []] = textNames
    .map((known) => names.filter((name) => name !== second && fold(givenName(name)) === known))
    .filter((all) => all.length > 0);
  return { ...(same[0] === undefined ? {} : { name: same[0] }), only: same.length === 1 };
}

/** `orNone`: the delimiter may be the texts' own. */
function whichText(file: string, sample: Sample, readings: readonly TextColumns[], orNone = false): Question {
  const seconds = new Set(namedPairs(sample).map(({ text }) => text));
  const choices = readings.map(({ text, second }): ReadingChoice => {
    const single = seconds.has(text) ? { text, second } : { text };
    return {
      ...columnSaid(second === null ? [text] : [text, second], sample.rows),
      wanted: second === null ? single : { text, second },
    };
  });
  const none = { said: "no delimiter: each line is one text", wanted: { delimiter: null } };
  return {
    about: "text",
    said: `Which column of ${file} holds the texts?`,
    choices: orNone ? [...choices, none] : choices,
  };
}
