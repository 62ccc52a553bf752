import type { CheckReport } from "../../run/checkReport.js";
import { factoredShare } from "../../run/cost.js";
import { fromFile } from "../../words/text.js";
import { linearsOfLayers } from "../plan/plan.js";
import { sizesOf } from "../parts/linearForms.js";
import type { Bundle } from "./bundle.js";
import type { BundleFiles } from "./bundleFiles.js";

/** So many names of tensors that are passed over are said. */
const mostNames = 5;

/** The files, and of those that are read the sizes, in the order of the first read. */
export function watched(files: BundleFiles): { files: BundleFiles; read: CheckReport["read"] } {
  const read = new Map<string, number>();
  return {
    files: {
      ...files,
      read: async (file, begin, end) => {
        if (!read.has(file)) read.set(file, (await files.size(file)) ?? 0);
        return files.read(file, begin, end);
      },
    },
    get read() {
      return Array.from(read, ([file, bytes]) => ({ file, bytes }));
    },
  };
}

/** What opening a bundle came to, of which no more than fits is a file's own words. */
export function checkReport({ read, notes, passedOver, plan, tensors }: Bundle): CheckReport {
  const first = passedOver.slice(0, mostNames).map(fromFile);
  const linears = linearsOfLayers(plan).map((name) => ({ name, ...sizesOf(tensors, name) }));
  const isFactored = linears.some(({ rank }) => rank !== null);
  const factored = isFactored ? { share: factoredShare(plan.cost) ?? 1, linears } : null;
  return { read, assumed: notes, passedOver: { count: passedOver.length, first }, factored };
}
