// Whatever a model's files say, what is said of them is short and plain, and no string of theirs steers what shows it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { SkimError } from "../../src/protocol/errors.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { smallFiles } from "./smallBundle.js";

const files = smallFiles();
const utf8 = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
type Json = Record<string, Record<string, unknown>>;
const json = (file: string) => JSON.parse(new TextDecoder().decode(files[file])) as Json;
const open = (changed: Record<string, Uint8Array>, name = "small") =>
  openBundle(inMemory(name, { ...files, ...changed }));

/** The refusal's message, which is short and plain; null = the bundle opens. */
async function refusal(changed: Record<string, Uint8Array>, name?: string): Promise<string | null> {
  const error: unknown = await open(changed, name).then(
    () => null,
    (e: unknown) => e,
  );
  if (error === null) return null;
  if (!SkimError.is(error)) throw new Error("no SkimError", { cause: error });
  expect(error.message.length).toBeLessThanOrEqual(600);
  expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  return error.message;
}

const nasty = [`\u202egnp.${"A".repeat(1_000_000)}`, "\u0007\u001b[2J\u2066\u200b\ud800", "A".repeat(1_000_000)];

describe("a long or steering string in place of a value", () => {
  const places: [string, string[]][] = ["config.json", "tokenizer.json"].flatMap((file) =>
    placesOf(json(file), []).map((path): [string, string[]] => [file, path]),
  );
  it(`is cut and plain, whichever of ${places.length} it is, as a value and as a name`, async () => {
    let refused = 0;
    for (const [file, path] of places)
      for (const text of nasty)
        for (const asName of [false, true]) {
          const value = json(file);
          const last = path.at(-1) ?? "";
          const holder = path.slice(0, -1).reduce((at, key) => at[key] as Json, value);
          if (asName) Reflect.set(holder, text, holder[last]);
          if (asName && !Array.isArray(holder)) Reflect.deleteProperty(holder, last);
          if (!asName) Reflect.set(holder, last, text);
          if ((await refusal({ [file]: utf8(value) })) !== null) refused++;
        }
    expect(refused).toBeGreaterThan(places.length);
  });

  it("is cut in the name of a folder, of a tensor and of a shard, and in what is no JSON", async () => {
    for (const text of nasty) {
      const header = utf8({ [text]: { dtype: text, shape: [1], data_offsets: [0, 4] } });
      const weights = new Uint8Array(8 + header.length + 4);
      new DataView(weights.buffer).setBigUint64(0, BigInt(header.length), true);
      weights.set(header, 8);
      expect(await refusal({ "model.safetensors": weights })).not.toBeNull();
      expect(await refusal({ "config.json": new TextEncoder().encode(`{"a": ${text}`) })).not.toBeNull();
      const index = utf8({ weight_map: { [text]: text } });
      const rest = Object.fromEntries(Object.entries(files).filter(([name]) => name !== "model.safetensors"));
      await expect(openBundle(inMemory(text, rest))).rejects.toSatisfy(
        (e: Error) => e.message.length <= 600 && !/[\p{Cc}\p{Cf}]/u.test(e.message),
      );
      await expect(openBundle(inMemory(text, { ...rest, "model.safetensors.index.json": index }))).rejects.toSatisfy(
        (e: Error) => e.message.length <= 600 && !/[\p{Cc}\p{Cf}]/u.test(e.message),
      );
    }
  });
});

it("any mutated file: a bundle that opens, or a short and plain refusal", async () => {
  let refused = 0;
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary", maxLength: 900 }),
    fc.constantFrom(...nasty, null, -1, 0.5, 1e308, [], {}),
  );
  const change = fc.oneof(
    fc
      .record({ file: fc.constantFrom("config.json", "tokenizer.json"), at: fc.nat(), value })
      .map(({ file, at, value }) => {
        const changed = json(file);
        const places = placesOf(changed, []);
        const path = places[at % places.length] ?? [];
        const holder = path.slice(0, -1).reduce((h, key) => h[key] as Json, changed);
        Reflect.set(holder, path.at(-1) ?? "", value);
        return { [file]: utf8(changed) };
      }),
    fc
      .record({
        file: fc.constantFrom(...Object.keys(files)),
        at: fc.nat(4000),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }),
      })
      .map(({ file, at, bytes }) => {
        const changed = (files[file] ?? new Uint8Array()).slice();
        changed.set(bytes, at % (changed.length - bytes.length));
        return { [file]: changed };
      }),
  );
  await fc.assert(
    fc.asyncProperty(change, async (changed) => {
      if ((await refusal(changed)) !== null) refused++;
    }),
    { numRuns: 400 },
  );
  expect(refused).toBeGreaterThan(100);
});

/** Every place of a JSON value, by its path; of a vocabulary a few. */
function placesOf(value: unknown, path: string[]): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  const own = path.length > 0 ? [path] : [];
  return [
    ...own,
    ...Object.entries(value)
      .slice(0, 40)
      .flatMap(([key, inner]) => placesOf(inner, [...path, key])),
  ];
}
