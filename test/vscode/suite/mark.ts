/** Begins each of mocha's lines, so that a launcher can tell them from all else that an extension host says. */
export const resultMark = "\u200b";
