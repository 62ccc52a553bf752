import type { Figure, Row } from "./figure.js";

const digits = (x: number) => (Math.abs(x) >= 100 ? x.toFixed(0) : Math.abs(x) >= 10 ? x.toFixed(1) : x.toFixed(3));

export function boundOf({ bound }: Figure): string {
  if (!bound) return "";
  return "atMost" in bound ? ` (at most ${bound.atMost})` : ` (at least ${bound.atLeast})`;
}

/** One line: what, the value with its quartiles, whether its bound holds, and what went into it. */
export function printRow({ on, value, parts }: Row, verdict: boolean | null): void {
  const mark = verdict === null ? " " : verdict ? "✓" : "✗";
  const { median, low, high, count } = value;
  const number = `${digits(median).padStart(6)} [${digits(low)}, ${digits(high)}] of ${count}`;
  const more = Object.entries(parts).map(([name, x]) => `${name} ${digits(x)}`);
  console.log(`  ${mark} ${on.padEnd(38)} ${number.padEnd(30)} ${more.join(", ")}`);
}
