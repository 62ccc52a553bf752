import { openBundle } from "../../src/engine/bundle/bundle.js";
import { tensorShapes } from "../../src/engine/plan/plan.js";
import { damageBytes } from "./damage.js";
import { must, type Kind, type Verdict } from "./kind.js";
import { bundle, tiny } from "./tiny.js";

/** A whole folder of which one file has other bytes. */
export const bundleBytes: Kind = {
  name: "bundle",
  async once(random): Promise<Verdict> {
    const name = random.of(Object.keys(tiny));
    const damaged = damageBytes(tiny[name] ?? new Uint8Array(), random);
    const { plan, tensors } = await openBundle(bundle({ ...tiny, [name]: damaged }));
    for (const [tensor, shape] of tensorShapes(plan))
      must(String(tensors.get(tensor)?.shape) === String(shape), `${tensor} of another shape`);
    return "accepted";
  },
};
