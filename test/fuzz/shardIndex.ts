import type { BundleFiles } from "../../src/engine/bundle/bundleFiles.js";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { damageBytes, damageJson } from "./damage.js";
import { must, type Kind, type Verdict } from "./kind.js";
import { bundle, bytesOf, jsonOf, sharded } from "./tiny.js";

const index = "model.safetensors.index.json";

/** The list of a model's shards; whatever it says, nothing outside of the folder is read. */
export const shardIndex: Kind = {
  name: "shard index",
  async once(random): Promise<Verdict> {
    const damaged = random.chance(0.7)
      ? bytesOf(damageJson(jsonOf(sharded, index), random))
      : damageBytes(sharded[index] ?? new Uint8Array(), random);
    const files = bundle({ ...sharded, [index]: damaged });
    let left = "";
    const asked = (file: string) => {
      if (/[/\\]|^\.\.?$|^$/.test(file)) left = file;
    };
    const watched: BundleFiles = {
      ...files,
      size(file) {
        asked(file);
        return files.size(file);
      },
      read(file, begin, end) {
        asked(file);
        return files.read(file, begin, end);
      },
    };
    try {
      await openBundle(watched);
    } finally {
      must(left === "", `the file ${JSON.stringify(left)} was asked for`);
    }
    return "accepted";
  },
};
