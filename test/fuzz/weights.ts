import { readSafetensors } from "../../src/engine/bundle/safetensors.js";
import { damageBytes, damageJson } from "./damage.js";
import { must, type Kind, type Verdict } from "./kind.js";
import type { Random } from "./random.js";
import { bundle, tiny } from "./tiny.js";

const file = "model.safetensors";
const bytes = tiny[file] ?? new Uint8Array();
const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));

/** The header with other values, written well; or the file with other bytes. */
function damaged(random: Random): Uint8Array {
  if (random.chance(0.3)) return damageBytes(bytes, random);
  const text = new TextEncoder().encode(JSON.stringify(damageJson(JSON.parse(header), random)));
  const all = new Uint8Array(8 + text.length + bytes.length - 8 - headerLength);
  const claimed = random.chance(0.9) ? text.length : random.of([0, 1, text.length + 1, 2 ** 31, 2 ** 53]);
  new DataView(all.buffer).setBigUint64(0, BigInt(claimed), true);
  all.set(text, 8);
  all.set(bytes.subarray(8 + headerLength), 8 + text.length);
  return all;
}

/** model.safetensors, header and body. */
export const weights: Kind = {
  name: file,
  async once(random): Promise<Verdict> {
    const tensors = await readSafetensors(bundle({ [file]: damaged(random) }), file);
    for (const { name, dtype, shape, bytes } of tensors.values()) {
      const numbers = shape.reduce((product, n) => product * n, 1);
      must(
        bytes.length === numbers * (dtype === "F32" ? 4 : 2),
        `${name} has ${bytes.length} bytes for ${numbers} numbers`,
      );
    }
    return "accepted";
  },
};
