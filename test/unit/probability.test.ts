import { expect, test } from "vitest";
import { percentText, probabilityText } from "../../src/words/probability.js";

test("three decimals, and the side on which they end", () => {
  expect([0, 1e-9, 0.000499, 0.0005, 0.941, 0.99949, 0.9995, 1 - 1e-9, 1].map(probabilityText)).toEqual([
    "0.000",
    "<0.001",
    "<0.001",
    "0.001",
    "0.941",
    "0.999",
    ">0.999",
    ">0.999",
    "1.000",
  ]);
});

test("whole per cent, and the side on which they end", () => {
  expect([0, 0.0049, 0.005, 0.94, 0.9949, 0.995, 0.9999, 1].map(percentText)).toEqual([
    "0 %",
    "<1 %",
    "1 %",
    "94 %",
    "99 %",
    ">99 %",
    ">99 %",
    "100 %",
  ]);
});
