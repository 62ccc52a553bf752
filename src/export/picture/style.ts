/** How a person wants a picture: the same choices for every kind. */
export interface PictureStyle {
  /** mm */
  width: number;
  /** Of the text, pt. */
  size: number;
  /** Over the picture; empty = none. */
  title: string;
  /** Under it; empty = none. */
  caption: string;
  legend: boolean;
  dark: boolean;
  /** Told apart without colour: by lightness, dashes and hatches. */
  grey: boolean;
}

/** mm: one and two columns of most journals, and what can be asked for. */
export const columnWidths = { one: 88, two: 180 } as const;
export const widthRange = { least: 40, most: 600 } as const;
/** pt */
export const sizeRange = { least: 4, most: 24 } as const;

export const defaultStyle: PictureStyle = {
  width: columnWidths.two,
  size: 8,
  title: "",
  caption: "",
  legend: true,
  dark: false,
  grey: false,
};

export const pointsPerMm = 72 / 25.4;

export interface Palette {
  paper: string;
  ink: string;
  hint: string;
  rule: string;
  /** Depth, early-skimmed first: nearest to the paper. As many as `depthSteps`. */
  ramp: readonly string[];
  /** Curves and sides, told apart by their dashes and shapes, too. */
  series: readonly string[];
}

const light = { paper: "#ffffff", ink: "#1f1f1f", hint: "#5a5a5a", rule: "#d0d0d0" };
const dark = { paper: "#1e1e1e", ink: "#e8e8e8", hint: "#ababab", rule: "#474747" };
/** Okabe and Ito's, which the colour-blind can tell apart. */
const hues = {
  light: ["#0072b2", "#b85000", "#007a5a", "#a3487c"],
  dark: ["#56b4e9", "#e69f00", "#2fbf94", "#d994bd"],
};
const greys = {
  light: ["#1f1f1f", "#6b6b6b", "#3d3d3d", "#8a8a8a"],
  dark: ["#f0f0f0", "#a0a0a0", "#cfcfcf", "#7d7d7d"],
};
const blueRamp = {
  light: ["#cddcf6", "#b1c9f1", "#98b7ed", "#7ca4e8", "#5f8fe2", "#3f79dd", "#1b57c0"],
  dark: ["#22324a", "#284468", "#2f5689", "#3a6bae", "#4a82d1", "#6a9fec", "#a9ccff"],
};
const greyRamp = {
  light: ["#ebebeb", "#d6d6d6", "#bfbfbf", "#a3a3a3", "#858585", "#626262", "#333333"],
  dark: ["#333333", "#454545", "#595959", "#717171", "#8d8d8d", "#b0b0b0", "#e4e4e4"],
};

export function paletteOf({ dark: isDark, grey }: Pick<PictureStyle, "dark" | "grey">): Palette {
  const side = isDark ? "dark" : "light";
  return { ...(isDark ? dark : light), ramp: (grey ? greyRamp : blueRamp)[side], series: (grey ? greys : hues)[side] };
}

/** Strokes and gaps of a series' line, in line widths' order of size: the first is whole. */
export const dashes: readonly (readonly number[])[] = [[], [4, 2], [1.2, 1.8], [6, 2, 1.2, 2]];

/** What can be read on this colour, of the paper and the ink. */
export function inkOn(fill: string, { paper, ink }: Palette): string {
  return contrast(fill, ink) >= contrast(fill, paper) ? ink : paper;
}

/** WCAG's contrast of two colours "#rrggbb", 1 … 21. */
export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
