/** What opening a model's folder came to. */
export interface CheckReport {
  /** Files that were read, in that order, with their whole sizes. */
  read: { file: string; bytes: number }[];
  /** What the folder does not say, or says twice, and what was taken: plain sentences. */
  assumed: string[];
  /** Tensors that the model does not use: how many, and the first names. */
  passedOver: { count: number; first: string[] };
  /** Of a model some of whose matrices are two factors; null = all are whole. */
  factored: Factored | null;
}

export interface Factored {
  /** What the layers compute of a token, of what the plain model's compute. */
  share: number;
  /** All linears that tokens go through, predictors' too. */
  linears: (LinearSizes & { name: string })[];
}

/** A linear as it lies in the file. */
export interface LinearSizes {
  out: number;
  into: number;
  /** Of its factors; null = its matrix is whole. */
  rank: number | null;
  /** Of a token. */
  flops: number;
  /** Of its matrix or its factors, in the file. */
  bytes: number;
}
