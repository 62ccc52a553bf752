/** Names that columns of texts have, the surest first. */
export const textNames = [
  "text",
  "sentence",
  "content",
  "review",
  "document",
  "passage",
  "body",
  "comment",
  "message",
  "tweet",
];

/** Names, as `plainName` gives them, of two columns that are read together: GLUE's own, and those of other pairs of its kinds. */
export const pairNames: readonly (readonly [first: string, second: string])[] = [
  ["sentence1", "sentence2"],
  ["sentencea", "sentenceb"],
  ["sent1", "sent2"],
  ["text1", "text2"],
  ["texta", "textb"],
  ["text", "textpair"],
  ["text", "pair"],
  ["question1", "question2"],
  ["#1string", "#2string"],
  ["string1", "string2"],
  ["premise", "hypothesis"],
  ["question", "sentence"],
  ["question", "passage"],
  ["question", "context"],
  ["query", "passage"],
  ["query", "document"],
];

/** A label column's name, and as often a label: "yes". */
export const yes = "y";
export const labelNames = [
  "label",
  "labels",
  "gold_label",
  "class",
  "category",
  "target",
  "sentiment",
  "gold",
  "is_duplicate",
  "quality",
  yes,
];

/** Names of columns of numbers: STS-B's, SICK's, and those of reviews. */
export const numberNames = ["score", "similarity_score", "similarity", "relatedness_score", "rating", "stars", "value"];

export function fold(name: string): string {
  return name.trim().toLowerCase();
}

/** Without what people put between the words of a name: "Sentence_1", "sentence 1" and "sentence1" are one. */
export function plainName(name: string): string {
  return fold(name).replace(/[\s_.-]+/g, "");
}

const partsOfPairs = new Set(pairNames.flat());

/** Whether the name is that of a column of a pair. */
export function isOfPair(name: string): boolean {
  return partsOfPairs.has(plainName(name));
}
