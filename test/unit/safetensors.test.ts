import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstNotFinite } from "../../src/engine/bundle/finite.js";
import { toFloat32 } from "../../src/engine/bundle/floats.js";
import { readSafetensors } from "../../src/engine/bundle/safetensors.js";
import type { Tensor } from "../../src/engine/bundle/tensor.js";
import { SkimError } from "../../src/protocol/errors.js";
import { inMemory } from "../../src/worker/inMemory.js";

/** A file of this header, as an object or as written, and so many bytes of tensors; one byte off, so that nothing is aligned. */
function file(header: unknown, body: Uint8Array | number = 0, claimed?: bigint): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const data = typeof body === "number" ? new Uint8Array(body) : body;
  const bytes = new Uint8Array(1 + 8 + json.length + data.length).subarray(1);
  new DataView(bytes.buffer, 1).setBigUint64(0, claimed ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}
const entry = (shape: unknown, begin: unknown, end: unknown, dtype: unknown = "F32") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const read = (bytes: Uint8Array, name = "m") => readSafetensors(inMemory("folder", { [name]: bytes }), name);

/** A header that names one tensor twice: JSON.parse takes the second and says nothing. */
const twice = (first: number[], second: number[], again = '"a"') =>
  `{"a": ${JSON.stringify(entry([2], first[0], first[1]))}, ${again}: ${JSON.stringify(entry([2], second[0], second[1]))}}`;

test("tensors come back as they were written, whatever their alignment", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.float({ noNaN: true }), { maxLength: 9 }), { maxLength: 6 }),
      async (tensors) => {
        const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
        let at = 0;
        tensors.forEach((t, i) => (header[`t${i}`] = entry([t.length], at, (at += 4 * t.length))));
        const found = await read(file(header, new Uint8Array(new Float32Array(tensors.flat()).buffer)));
        expect(found.size).toBe(tensors.length);
        expect([...found.values()].map((t) => [...toFloat32(t)])).toEqual(tensors);
        expect([...found.keys()]).toEqual(tensors.map((_, i) => `t${i}`));
      },
    ),
  );
});

test("dtypes that the engine cannot use are checked and left out", async () => {
  const ids = entry([1, 2], 0, 16, "I64");
  expect((await read(file({ ids }, 16))).size).toBe(0);
  await expect(read(file({ ids }, 15))).rejects.toThrow(/outside/);
});

describe("a damaged or hostile file is refused with a message that names it", () => {
  const bad: [string, Uint8Array, RegExp][] = [
    ["empty", new Uint8Array(), /is empty: download/],
    ["header longer than the file", file({}, 0, 1000n), /claims 1000 bytes/],
    [
      "header of more than a model has",
      file({}, 0, 10_000_001n),
      /claims 10000001 bytes, more than the limit of 10 MB/,
    ],
    ["header of 2^64 - 1 bytes", file({}, 0, 2n ** 64n - 1n), /limit/],
    ["no JSON", file("{"), /no JSON/],
    ["no UTF-8", file({}).map((b, i) => (i === 8 ? 0xff : b)), /not UTF-8/],
    ["an array", file([]), /not a JSON object/],
    ["null", file("null"), /not a JSON object/],
    ["an entry that is no object", file({ a: 3 }), /"a" is described by 3/],
    ["an entry without anything", file({ a: {} }), /dtype nothing/],
    [
      "__proto__ without offsets",
      file('{"__proto__": {"dtype": "F32", "shape": []}}'),
      /"__proto__" has the offsets nothing/,
    ],
    ["an inherited name for a dtype", file({ a: entry([], 0, 4, "constructor") }, 4), /dtype "constructor"/],
    ["a negative size", file({ a: entry([-1], 0, 4) }, 4), /shape/],
    ["a fractional size", file({ a: entry([0.5], 0, 2) }, 4), /shape/],
    ["NaN for a size", file('{"a": {"dtype": "F32", "shape": [NaN], "data_offsets": [0, 4]}}', 4), /no JSON/],
    ["null for a size", file({ a: entry([null], 0, 4) }, 4), /shape/],
    ["an infinite size", file('{"a": {"dtype": "F32", "shape": [1e999], "data_offsets": [0, 4]}}', 4), /shape/],
    ["2^53 for a size", file({ a: entry([2 ** 53], 0, 4) }, 4), /shape/],
    ["sizes whose product is 2^64", file({ a: entry([2 ** 32, 2 ** 32], 0, 0) }), /needs/],
    ["sizes whose product is infinite", file({ a: entry(Array(16).fill(2 ** 52), 0, 4) }, 4), /needs|shape/],
    ["a thousand dimensions", file({ a: entry(Array(1000).fill(1), 0, 4) }, 4), /shape/],
    ["offsets the wrong way round", file({ a: entry([1], 4, 0) }, 4), /outside/],
    ["offsets outside the file", file({ a: entry([2], 0, 8) }, 4), /outside/],
    ["offsets at 2^53", file({ a: entry([1], 2 ** 53, 2 ** 53 + 4) }, 4), /offsets/],
    ["three offsets", file({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4, 8] } }, 8), /offsets/],
    ["a size that does not fit", file({ a: entry([3], 0, 8) }, 8), /needs 12 bytes and has 8/],
    ["an overlap", file({ a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12), /"a" and "b" overlap/],
    [
      "an overlap not with its neighbour in the header",
      file({ a: entry([2], 4, 12), c: entry([1], 12, 16), b: entry([2], 0, 8) }, 16),
      /overlap/,
    ],
    ["a hole before the first tensor", file({ a: entry([1], 4, 8) }, 8), /bytes 0 to 4 belong to no tensor/],
    ["a hole between", file({ a: entry([1], 0, 4), b: entry([1], 8, 12) }, 12), /bytes 4 to 8 belong to no tensor/],
    ["bytes after the last tensor", file({ a: entry([1], 0, 4) }, 12), /bytes 4 to 12 belong to no tensor/],
    ["bytes without any tensor", file({}, 12), /bytes 0 to 12 belong to no tensor/],
    ["a name twice", file(twice([0, 8], [8, 16]), 16), /the same name twice/],
    ["a name twice for the same bytes", file(twice([0, 8], [0, 8]), 8), /the same name twice/],
    ["a name twice, written otherwise", file(twice([0, 8], [0, 8], '"\\u0061"'), 8), /the same name twice/],
    ["a name twice for no bytes", file(twice([0, 0], [0, 0]).replaceAll("[2]", "[0]")), /the same name twice/],
    [
      "two shapes",
      file('{"a": {"dtype": "F32", "shape": [4, 1], "shape": [2, 2], "data_offsets": [0, 16]}}', 16),
      /the same name twice/,
    ],
  ];
  test.each(bad)("%s", async (_, bytes, message) => {
    const work = read(bytes, "model.safetensors");
    await expect(work).rejects.toThrow(SkimError);
    await expect(work).rejects.toThrow(message);
    await expect(work).rejects.toThrow(/^model\.safetensors .*again/);
  });

  test("any bytes and any one changed byte: either a SkimError, or tensors inside the file", async () => {
    const sane = file({ a: entry([2, 2], 0, 16), b: entry([4], 16, 24, "F16") }, 24);
    const changed = fc
      .tuple(fc.nat(sane.length - 1), fc.nat(255))
      .map(([at, byte]) => sane.map((b, i) => (i === at ? byte : b)));
    const cut = fc.nat(sane.length).map((length) => sane.slice(0, length));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 64 }), changed, cut), async (bytes) => {
        try {
          for (const t of (await read(bytes)).values())
            expect(toFloat32(t).length).toBe(t.shape.reduce((product, n) => product * n, 1));
        } catch (error) {
          expect(SkimError.is(error, "bundle-weights")).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("numbers", () => {
  const tensor = (dtype: Tensor["dtype"], shape: number[], bytes: ArrayBufferLike): Tensor => ({
    name: "t",
    dtype,
    shape,
    bytes: new Uint8Array(bytes),
  });

  test("all 65,536 halves are what IEEE 754 says", () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, i) => i);
    toFloat32(tensor("F16", [65_536], bits.buffer)).forEach((value, h) => {
      const [exponent, fraction, sign] = [(h >> 10) & 31, h & 1023, h >> 15 ? -1 : 1];
      const wanted =
        exponent === 31
          ? fraction
            ? NaN
            : Infinity
          : exponent
            ? 2 ** (exponent - 15) * (1 + fraction / 1024)
            : 2 ** -24 * fraction;
      if (!Object.is(value, sign * wanted)) throw new Error(`half ${h}: ${value}, not ${sign * wanted}`);
    });
  });

  test.each(["F32", "F16", "BF16"] as const)(
    "%s: the first that is NaN or infinite is found, aligned or not",
    (dtype) => {
      const width = dtype === "F32" ? 4 : 2;
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(3), (numbers, off) => {
          const bytes = new Uint8Array(numbers.length - (numbers.length % width) + off).subarray(off);
          // Exponents of ones, and nearly of ones, are what random bytes seldom are.
          bytes.set(
            numbers.subarray(0, bytes.length).map((b, i) => (i % width === width - 1 && b > 60 ? b | 0x7b : b)),
          );
          const t: Tensor = { name: "t", dtype, shape: [bytes.length / width], bytes };
          expect(firstNotFinite(t)).toBe(toFloat32(t).findIndex((x) => !Number.isFinite(x)));
        }),
        { numRuns: 2000 },
      );
    },
  );

  test("bfloat16 is the upper half of a single", () => {
    expect([...toFloat32(tensor("BF16", [4], new Uint16Array([0x3f80, 0xc000, 0x0001, 0xff80]).buffer))]).toEqual([
      1,
      -2,
      2 ** -133,
      -Infinity,
    ]);
  });

  test("rows of a matrix, and no others", () => {
    const m = tensor("F32", [3, 2], new Float32Array([1, 2, 3, 4, 5, 6]).buffer);
    expect([...toFloat32(m, 1, 1)]).toEqual([3, 4]);
    expect([...toFloat32(m, 1)]).toEqual([3, 4, 5, 6]);
    expect([...toFloat32(tensor("F32", [], new Float32Array([7]).buffer))]).toEqual([7]);
    for (const [first, rows] of [
      [2, 2],
      [-1, 1],
      [0, 4],
    ])
      expect(() => toFloat32(m, first, rows)).toThrow(RangeError);
  });
});
