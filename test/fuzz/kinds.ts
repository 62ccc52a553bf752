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

/** All kinds of input that come from outside or between the worlds. */
export const kinds: readonly Kind[] = [
  config,
  tokenizer,
  weights,
  bundleBytes,
  shardIndex,
  savedRun,
  dataSet,
  journal,
  pageMessages,
  viewMessages,
  workerMessages,
];
