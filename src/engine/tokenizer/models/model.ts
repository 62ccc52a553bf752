/** A word cut into pieces: each piece's id, and its stretch of the word in UTF-16 units. */
export interface Pieces {
  ids: number[];
  starts: number[];
  ends: number[];
}

/** Cuts words into pieces of a vocabulary. */
export interface Model {
  /** Every piece and its id. */
  vocab: ReadonlyMap<string, number>;
  cut(word: string): Pieces;
}
