/** What a model was trained to read, as its config.json says in `skim.reads`. A folder that does not say it says nothing: it is never guessed. */
import * as v from "valibot";

/** Scripts by their names in Unicode: those that texts are told apart by. */
const scripts = {
  Arabic: /\p{Script=Arabic}/u,
  Bengali: /\p{Script=Bengali}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Devanagari: /\p{Script=Devanagari}/u,
  Greek: /\p{Script=Greek}/u,
  Han: /\p{Script=Han}/u,
  Hangul: /\p{Script=Hangul}/u,
  Hebrew: /\p{Script=Hebrew}/u,
  Hiragana: /\p{Script=Hiragana}/u,
  Katakana: /\p{Script=Katakana}/u,
  Latin: /\p{Script=Latin}/u,
  Tamil: /\p{Script=Tamil}/u,
  Thai: /\p{Script=Thai}/u,
};
type Script = keyof typeof scripts;

const names = Object.keys(scripts) as Script[];

export const ReadsSchema = v.object({
  /** "film reviews", "English film reviews": of a sentence. */
  texts: v.pipe(v.string(), v.nonEmpty(), v.maxLength(60)),
  /** … are written in; absent = in any. */
  scripts: v.exactOptional(v.pipe(v.array(v.picklist(names)), v.minLength(1))),
});
export type Reads = v.InferOutput<typeof ReadsSchema>;

/** Of a text's letters, the share that is of another script than the model was trained to read; 0 where nothing is said of scripts, or there are no letters. */
export function foreignShare(text: string, { scripts: known }: Reads): number {
  if (!known) return 0;
  const letters = text.match(/\p{L}/gu) ?? [];
  const foreign = letters.filter((letter) => !known.some((script) => scripts[script].test(letter)));
  return letters.length === 0 ? 0 : foreign.length / letters.length;
}
