/** So many tokens, by their places. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, place) => place);
