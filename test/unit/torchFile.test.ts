import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { toFloat32 } from "../../src/engine/bundle/floats.js";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { readTorchFile } from "../../src/engine/bundle/torchFile.js";
import { SkimError } from "../../src/protocol/errors.js";
import { readFolder } from "../../src/worker/folder.js";
import { inMemory } from "../../src/worker/inMemory.js";

/** Written by torch.save, with a strided view, a buffer of whole numbers, a tensor of doubles and `_metadata` among its tensors. */
const saved = new Uint8Array(readFileSync("test/fixtures/tiny-old/pytorch_model.bin"));

const read = (bytes: Uint8Array) => readTorchFile(inMemory("folder", { "m.bin": bytes }), "m.bin");

test("a folder with pytorch_model.bin opens with the tensors of its safetensors file", async () => {
  const [expected, old] = [
    await openBundle(readFolder("test/fixtures/tiny")),
    await openBundle(readFolder("test/fixtures/tiny-old")),
  ];
  expect([...old.tensors.keys()]).toEqual([...expected.tensors.keys()]);
  for (const [name, tensor] of expected.tensors) {
    const other = old.tensors.get(name);
    expect(other?.shape, name).toEqual(tensor.shape);
    expect(other && toFloat32(other), name).toEqual(toFloat32(tensor));
  }
});

/** A zip of stored files, without the checksums that nobody here looks at. */
function zip(files: Record<string, Uint8Array>, method = 0): Uint8Array {
  const parts: number[] = [];
  const entries: number[] = [];
  const u16 = (n: number) => [n & 255, n >> 8];
  const u32 = (n: number) => [...u16(n & 0xffff), ...u16(n >>> 16)];
  for (const [name, bytes] of Object.entries(files)) {
    const sizes = [...u32(0), ...u32(bytes.length), ...u32(bytes.length), ...u16(name.length), ...u16(0)];
    const head = [...u16(20), ...u16(0), ...u16(method), ...u32(0), ...sizes];
    const letters = [...new TextEncoder().encode(name)];
    entries.push(...u32(0x02014b50), ...u16(20), ...head, ...u16(0), ...u16(0), ...u16(0), ...u32(0));
    entries.push(...u32(parts.length), ...letters);
    parts.push(...u32(0x04034b50), ...head, ...letters);
    for (const byte of bytes) parts.push(byte);
  }
  const count = u16(Object.keys(files).length);
  const end = [...u32(0x06054b50), ...u32(0), ...count, ...count, ...u32(entries.length), ...u32(parts.length)];
  return Uint8Array.from([...parts, ...entries, ...end, 0, 0]);
}

const bytesOf = (...parts: (string | number | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...new TextEncoder().encode(part)] : typeof part === "number" ? [part] : [...part],
    ),
  );
const proto = [0x80, 2];
const text = (s: string) => [0x58, s.length, 0, 0, 0, ...new TextEncoder().encode(s)];
const none = 0x4e;
/** What a file of this pickle says. */
const refusal = async (pickle: Uint8Array, others: Record<string, Uint8Array> = {}): Promise<string> => {
  try {
    await read(zip({ "m/data.pkl": pickle, ...others }));
  } catch (error) {
    expect(error).toBeInstanceOf(SkimError);
    return (error as SkimError).message;
  }
  throw new Error("it was read");
};
/** A key of the dict and its tensor: `_rebuild_tensor_v2` of storage "0", of so many elements. */
const item = (
  key: string,
  size: readonly number[],
  stride: readonly number[],
  { offset = 0, count = 4, type = "Float" } = {},
) => [
  ...bytesOf(text(key), "ctorch._utils\n_rebuild_tensor_v2\n", 0x28, 0x28, text("storage")),
  ...bytesOf(`ctorch\n${type}Storage\n`, text("0"), text("cpu"), 0x4b, count, 0x74, 0x51, 0x4b, offset),
  ...bytesOf(0x28, ...size.flatMap((n) => [0x4b, n]), 0x74, 0x28, ...stride.flatMap((n) => [0x4b, n]), 0x74),
  ...bytesOf(0x89, none, 0x74, 0x52, 0x73),
];
const state = (...items: number[][]) => bytesOf(proto, 0x7d, items.flat(), ".");
const four = { "m/data/0": new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer) };

test("views are read by their strides", async () => {
  const view = async (size: number[], stride: number[], offset = 0) => {
    const w = (await read(zip({ "m/data.pkl": state(item("w", size, stride, { offset })), ...four }))).get("w");
    return w && [...toFloat32(w)];
  };
  expect(await view([2, 2], [2, 1])).toEqual([1, 2, 3, 4]);
  expect(await view([2, 2], [1, 2])).toEqual([1, 3, 2, 4]);
  expect(await view([2], [2], 1)).toEqual([2, 4]);
  expect(await view([0, 3], [3, 1])).toEqual([]);
});

describe("a hostile pickle is refused, and nothing in it is run", () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ["os.system", bytesOf(proto, "cos\nsystem\n", 0x28, text("touch pwned"), 0x74, 0x52, "."), /asks for os\.system/],
    ["a name by the stack", bytesOf(proto, text("builtins"), text("eval"), 0x93, "."), /asks for builtins\.eval/],
    [
      "a whole module",
      bytesOf(proto, "c__main__\nNet\n", ")", 0x81, "."),
      /asks for __main__\.Net: it is a whole module/,
    ],
    ["INST", bytesOf(proto, "(S'ls'\nios\nsystem\n."), /operation 0x53/],
    ["EXT1", bytesOf(proto, 0x82, 1, "."), /operation 0x82/],
    ["a storage class that is called", bytesOf(proto, "ctorch\nFloatStorage\n", ")R."), /torch\.FloatStorage/],
    ["control characters in a name", bytesOf(proto, "ca\u202e\nb\u0007\n."), /asks for a\ufffd\.b\ufffd,/],
    ["a name without end", bytesOf(proto, "c", "a".repeat(10_000)), /damaged/],
    ["cut short", bytesOf(proto, 0x58, 255, 255, 255, 255), /damaged/],
    ["an empty stack", bytesOf(proto, 0x52), /damaged/],
    ["a mark that is missing", bytesOf(proto, 0x74), /damaged/],
    ["a memo that is empty", bytesOf(proto, 0x68, 7), /damaged/],
    ["no end", bytesOf(proto, none), /damaged/],
    ["a list", bytesOf(proto, "]."), /not a state dict/],
    ["a number in the dict", bytesOf(proto, 0x7d, text("epoch"), 0x4b, 3, 0x73, "."), /"epoch" is not a tensor/],
    ["pairs that are none", bytesOf(proto, "ccollections\nOrderedDict\n", 0x4b, 3, 0x85, 0x52, "."), /cannot be/],
    ["a storage that is not there", state(item("w", [1], [1])), /storage that is not in it/],
    ["a whole number without end", bytesOf(proto, 0x8a, 255, Array<number>(255).fill(1), "."), /64 bits/],
    ["protocol 9", bytesOf(0x80, 9, "."), /newer than 5/],
  ];
  test.each(cases)("%s", async (_, pickle, why) => {
    const said = await refusal(pickle);
    expect(said).toMatch(why);
    expect(said).toMatch(/^m\.bin cannot be used: .*(save_pretrained|state_dict\(\), "m\.bin"\))/);
    expect(said.includes("weights_only=False")).toBe(said.includes("whole module"));
    expect(said.length).toBeLessThan(600);
  });

  test("tensors beyond their storage, and views that are a bomb", async () => {
    expect(await refusal(state(item("w", [2, 3], [3, 1])), four)).toMatch(/beyond its storage/);
    expect(await refusal(state(item("w", [2], [1], { offset: 3 })), four)).toMatch(/beyond its storage/);
    expect(await refusal(state(item("w", [200, 200], [0, 0])), four)).toMatch(/beyond its storage/);
    const views = Array.from({ length: 200 }, (_, i) => item(`w${i}`, [10, 20], [1, 10], { count: 200 }));
    const storage = { "m/data/0": new Uint8Array(800) };
    expect(await refusal(state(...views), storage)).toMatch(/larger than itself/);
  });
});

test("a checkpoint of a training is told with the lines that save its state dict alone", async () => {
  const epoch = bytesOf(text("epoch"), 0x4b, 3, 0x73);
  const optimizer = bytesOf(text("optimizer"), 0x7d, text("state"), 0x7d, 0x73, 0x73);
  for (const name of ["model", "state_dict"]) {
    const inner = bytesOf(text(name), 0x7d, item("w", [4], [1]), 0x73);
    const said = await refusal(bytesOf(proto, 0x7d, [...epoch], [...optimizer], [...inner], "."), four);
    expect(said).toBe(
      `m.bin cannot be used: it is a checkpoint of a training, with the state dict under "${name}". Save that alone in Python: ` +
        `checkpoint = torch.load("m.bin", map_location="cpu"); torch.save(checkpoint["${name}"], "m.bin").`,
    );
  }
});

test("a size list that is changed behind its tensor changes nothing", async () => {
  const [memoise, recall] = [0x71, 0x68];
  const made = [...bytesOf(0x7d, text("w"), "ctorch._utils\n_rebuild_tensor_v2\n", 0x28, 0x28, text("storage"))];
  made.push(
    ...bytesOf("ctorch\nFloatStorage\n", text("0"), text("cpu"), 0x4b, 4, 0x74, 0x51, 0x4b, 0, "]", memoise, 7),
  );
  made.push(...bytesOf(0x4b, 4, "a", 0x28, 0x4b, 1, 0x74, 0x89, none, 0x74, 0x52, 0x73, recall, 7, 0x4b, 9, "a0."));
  const w = (await read(zip({ "m/data.pkl": bytesOf(proto, made), ...four }))).get("w");
  expect(w?.shape).toEqual([4]);
});

test("what would grow beyond the file is refused: dicts that copy a list, one tensor of doubles under many names, endless dicts", async () => {
  const copies = bytesOf(proto, "](K\x01K\x02\x86e", 0x71, 0, "ccollections\nOrderedDict\n", 0x68, 0, 0x85, 0x52, ".");
  expect(await refusal(copies)).toMatch(/cannot be/);
  const doubles = Array.from({ length: 250 }, (_, i) => item(`w${i}`, [100], [1], { count: 100, type: "Double" }));
  expect(await refusal(state(...doubles), { "m/data/0": new Uint8Array(800) })).toMatch(/larger than itself/);
  expect(await refusal(bytesOf(proto, "}".repeat(1_100_000), "."))).toMatch(/longer than a state dict/);
});

test("a name that comes twice, and a storage of another length, are refused", async () => {
  expect(await refusal(state(item("w", [4], [1]), item("w", [4], [1])), four)).toMatch(/one name twice/);
  expect(await refusal(state(item("w", [4], [1], { count: 5 })), four)).toMatch(/not as long as it says/);
});

test("other files are named", async () => {
  const wrong = (files: Record<string, Uint8Array>, method?: number) => expect(read(zip(files, method))).rejects;
  const dict = bytesOf(0x7d, ".");
  await wrong({ "a.txt": new Uint8Array() }).toThrow(/not one that torch.save wrote/);
  await wrong({ "m/data.pkl": dict }, 8).toThrow(/compressed/);
  await wrong({ "m/data.pkl": dict, "m/constants.pkl": bytesOf() }).toThrow(/TorchScript/);
  await wrong({ "m/data.pkl": dict, "m/byteorder": bytesOf("big") }).toThrow(/big-endian/);
  await expect(read(new Uint8Array(10).fill(1))).rejects.toThrow(/not what torch.save writes/);
  await expect(read(bytesOf("PK\x03\x04", Array<number>(99).fill(0)))).rejects.toThrow(/cut short/);
  await expect(read(bytesOf(proto, 0x8a, 10))).rejects.toThrow(/before PyTorch 1\.6.*torch\.save\(state, "m\.bin"\)/);
  await expect(read(bytesOf("version https://git-lfs.github.com/spec/v1\n"))).rejects.toThrow(/Git LFS/);
});

test("any damaged file is refused with a SkimError, or read", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }), async (changes) => {
      const bytes = saved.slice();
      // The pickle and the list of files are at the ends; the middle is numbers, which may be any.
      for (const [at, value] of changes) {
        const place = at % 20_000;
        bytes[place < 10_000 ? place : bytes.length - 20_000 + place] = value;
      }
      try {
        for (const tensor of (await read(bytes)).values()) toFloat32(tensor);
      } catch (error) {
        if (!SkimError.is(error, "bundle-weights")) throw error;
      }
    }),
    { numRuns: 300 },
  );
});
