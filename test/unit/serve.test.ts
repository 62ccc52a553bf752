// The engine's protocol on a port of this thread, which can be made to refuse what it is to send.
import { resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { BundleFiles } from "../../src/engine/bundle/bundleFiles.js";
import { SkimError } from "../../src/protocol/errors.js";
import { EngineClient } from "../../src/worker/engineClient.js";
import { readFolder } from "../../src/worker/folder.js";
import { startEngineHere } from "./portEngine.js";

const tiny = readFolder(resolve("test/fixtures/tiny"));
/** No port takes it. */
const uncloneable = () => undefined;

describe("what a port cannot take", () => {
  let client: EngineClient;
  afterEach(() => client.terminate());

  function start(files: BundleFiles, posts?: (message: object) => object) {
    client = new EngineClient(() => Promise.resolve(startEngineHere(() => files, posts)));
    const plan = { key: "tiny", backend: "wasm", precision: "fp32", threads: 1 } as const;
    return client.load({ ...plan, source: () => Promise.resolve({ folder: "tiny" }) });
  }

  async function failure(work: Promise<unknown>): Promise<[string, string]> {
    const error: unknown = await work.then(
      () => "it did not fail",
      (reason: unknown) => reason,
    );
    if (!SkimError.is(error)) throw new Error(`no SkimError but ${String(error)}`);
    return [error.code, error.message];
  }
  const unsent = ["engine", expect.stringMatching(/^The engine could not send/)];

  it("as an answer, is an error", async () => {
    const named = { ...tiny, name: uncloneable as unknown as string };
    expect(await failure(start(named))).toEqual(unsent);
  });

  it("as a run's progress, ends the run with an error, and the next one is whole", async () => {
    let spoilt = 0;
    await start(tiny, (message) => {
      const { method, params } = message as { method?: string; params?: { value: { kind?: string } } };
      if (method !== "$/progress" || params?.value.kind !== "layer" || spoilt++ > 0) return message;
      return { ...message, params: { ...params, value: uncloneable } };
    });
    const run = async () => {
      const kinds: string[] = [];
      await client.skim({ text: "red green blue", control: [0.5] }, ({ kind }) => kinds.push(kind));
      return kinds;
    };
    expect(await failure(run())).toEqual(unsent);
    expect(await run()).toEqual(["tokens", "layer", "layer", "layer", "result"]);
  });

  it("as a load's progress, ends the load with an error", async () => {
    const spoilt = start(tiny, (message) => {
      const { method } = message as { method?: string };
      return method === "$/progress" ? { ...message, params: uncloneable } : message;
    });
    expect(await failure(spoilt)).toEqual(unsent);
  });
});
