// A softmax never reaches 0 or 1: a figure that says so is wrong, and where digits end it says on which side.

/** Three decimals: 0.941, <0.001, >0.999. 0 and 1 only where the number is just that. */
export function probabilityText(p: number): string {
  if (p > 0 && p < 0.0005) return "<0.001";
  if (p < 1 && p >= 0.9995) return ">0.999";
  return p.toFixed(3);
}

/** Whole per cent: 94 %, <1 %, >99 %. */
export function percentText(p: number): string {
  if (p > 0 && p < 0.005) return "<1 %";
  if (p < 1 && p >= 0.995) return ">99 %";
  return `${(p * 100).toFixed(0)} %`;
}
