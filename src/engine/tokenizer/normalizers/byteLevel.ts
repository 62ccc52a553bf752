import { bytesOf } from "../bytes.js";
import type { Normalizer } from "./index.js";

/** Each byte of UTF-8 as a character of its own. */
export const byteLevel: Normalizer = (text) => text.spell(bytesOf);
