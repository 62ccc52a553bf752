import { bundleBytes } from "./bundleBytes.js";
import { config } from "./config.js";
import { dataSet } from "./dataSet.js";
import { journal } from "./journal.js";
import type { Kind } from "./kind.js";
import { pageMessages } from "./pageMessages.js";
import { savedRun } from "./savedRun.js";
import { shardIndex } from "./shardIndex.js";
import { tokenizer } from "./tokenizer.js";
import { viewMessages } from "./viewMessages.js";
import { weights } from "./weights.js";
import { workerMessages } from "./workerMessages.js";

/** All kinds of input that come from outside or between the worlds, each with its share of the inputs: the dear ones have less. */
export const kinds: readonly { kind: Kind; share: number }[] = [
  { kind: config, share: 1 },
  { kind: tokenizer, share: 1 },
  { kind: weights, share: 1 },
  { kind: bundleBytes, share: 1 },
  { kind: shardIndex, share: 1 },
  { kind: savedRun, share: 1 },
  { kind: dataSet, share: 1 },
  { kind: journal, share: 1 },
  { kind: pageMessages, share: 1 },
  { kind: viewMessages, share: 1 },
  { kind: workerMessages, share: 1 },
];
