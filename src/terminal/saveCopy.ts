import { copyFile, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isBundleFile } from "../protocol/bundle.js";
import { SkimError } from "../protocol/errors.js";
import { isRecord } from "../engine/bundle/json.js";
import { cannotWrite } from "./cannotWrite.js";

/** What of a skim block says nothing of who leaves. */
const ofAnyPolicy = ["pooling", "fp32Linears", "semantics"];

/** Looks, before the work, whether a copy can be made there. Rejects with SkimError "data-set". */
export async function refuseCopy(to: string): Promise<void> {
  if (await stat(to).catch(() => null))
    throw new SkimError("data-set", `--save ${to} is there already: name a folder that is not.`, { file: to });
}

/**
 * Makes a folder of the model's files, linked, and a config.json of its own, whose skim block names the policy and its shares. Of the one
 * before stays what holds for any policy: what it said of accuracy, gain or int8 was measured of another. Rejects with SkimError "data-set".
 */
export async function saveCopy(
  from: string,
  to: string,
  skim: { policy: string; share: readonly number[] },
): Promise<void> {
  try {
    const config: unknown = JSON.parse(await readFile(join(from, "config.json"), "utf8"));
    if (!isRecord(config)) throw new TypeError("config.json is no object");
    const before = isRecord(config["skim"]) ? Object.entries(config["skim"]) : [];
    const kept = Object.fromEntries(before.filter(([key]) => ofAnyPolicy.includes(key)));
    await mkdir(to);
    const own = { ...config, skim: { ...kept, ...skim } };
    await writeFile(join(to, "config.json"), `${JSON.stringify(own, null, 2)}\n`);
    const names = (await readdir(from)).filter((name) => isBundleFile(name) && name !== "config.json");
    for (const name of names) await linked(resolve(from, name), join(to, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") await rm(to, { recursive: true, force: true });
    throw cannotWrite(to, error);
  }
}

/** On one disk the same file; else a link to it, or where there are none a copy. */
async function linked(from: string, to: string): Promise<void> {
  await link(from, to).catch(() => symlink(from, to).catch(() => copyFile(from, to)));
}
