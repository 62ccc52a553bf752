/** What opening a model's folder came to. */
export interface CheckReport {
  /** Files that were read, in that order, with their whole sizes. */
  read: { file: string; bytes: number }[];
  /** What the folder does not say, or says twice, and what was taken: plain sentences. */
  assumed: string[];
  /** Tensors that the model does not use: how many, and the first names. */
  passedOver: { count: number; first: string[] };
}
