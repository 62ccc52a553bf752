import type { ControlInfo } from "../../run/policy.js";

/** Settings of a control from 0 to 1, counted: as many as can be told apart, so a range of them is a closed range of whole numbers, and its borders are exact. */
export interface Scale {
  ordinal(setting: number): number;
  at(ordinal: number): number;
}

const word = new DataView(new ArrayBuffer(4));

/** A model compares scores in float32. Not negative numbers alone, whose bits count upwards as their values do. */
const float32: Scale = {
  ordinal(setting) {
    word.setFloat32(0, setting + 0); // -0 counts as 0
    return word.getUint32(0);
  },
  at(ordinal) {
    word.setUint32(0, ordinal);
    return word.getFloat32(0);
  },
};

/** Whole numbers follow from a share. A share between two of these steps is read as the upper one, so that it lies in the interval whose run it gives. */
const steps = 2 ** 52;

export const doubles: Scale = {
  ordinal: (setting) => Math.ceil(setting * steps),
  at: (ordinal) => ordinal / steps,
};

export function scaleOf(control: ControlInfo | null): Scale {
  return control?.counts ? doubles : float32;
}
