/** Beginnings of tests that together load every file of the package: run on it, installed. All else about them the checkout's windows say. */
export const packaged = [
  "activation",
  "classify a selection",
  "the skim view on the screen label",
  "evaluating a data set gives a table",
  "runs as files on the screen exports",
  "WebGPU in the skim view asked for",
];
