/** What a picture is made of: shapes and words at their places, in points, y downwards. SVG and PDF are written from the same. */
export type Mark = Box | Line | Dot | Words;

interface Drawn {
  fill?: string;
  stroke?: string;
  /** pt; absent = 0.75. */
  thick?: number;
  /** Lengths of strokes and gaps, pt. */
  dash?: readonly number[];
}

export interface Box extends Drawn {
  kind: "box";
  x: number;
  y: number;
  width: number;
  height: number;
}

/** From point to point. */
export interface Line extends Drawn {
  kind: "line";
  points: readonly (readonly [x: number, y: number])[];
  closed?: true;
}

export interface Dot extends Drawn {
  kind: "dot";
  x: number;
  y: number;
  r: number;
}

export interface Words {
  kind: "words";
  text: string;
  /** Of the baseline. */
  x: number;
  y: number;
  size: number;
  fill: string;
  bold?: true;
  /** What lies at x; absent = the beginning. */
  anchor?: "middle" | "end";
  /** Degrees, clockwise, around x and y. */
  turn?: number;
}

/** Ready to be written. */
export interface Picture {
  marks: Mark[];
  /** pt */
  width: number;
  height: number;
  paper: string;
  /** For who does not see it. */
  about: string;
}
