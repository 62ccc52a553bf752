import { SkimError } from "../../protocol/errors.js";
import { fromFile } from "../../words/text.js";
import { sizeOf, type BundleFiles } from "./bundleFiles.js";
import { quote } from "./json.js";
import { isModelClass, mistakenFor, ofCheckpoint, ofOldPickle, ofWholeModule, startBytes } from "./mistaken.js";
import { readPickle, type PickleGlobal } from "./pickle.js";
import { tensorOf, type Tensor } from "./tensor.js";
import { checkZipEnd, readStoredZip, zipEndBytes } from "./zip.js";

/** How to make it a file that opens, for people who have PyTorch. */
const convert =
  "Load the model in Python and save it again: model = AutoModelForSequenceClassification.from_pretrained(FOLDER); model.save_pretrained(FOLDER)";

/** A storage's type by its class in `torch`: safetensors' name where the engine can use it, and bytes an element. */
const storageTypes = new Map<string, [dtype: string, bytes: number]>([
  ["FloatStorage", ["F32", 4]],
  ["HalfStorage", ["F16", 2]],
  ["BFloat16Storage", ["BF16", 2]],
  ["DoubleStorage", ["F64", 8]],
  ["LongStorage", ["I64", 8]],
  ["IntStorage", ["I32", 4]],
  ["ShortStorage", ["I16", 2]],
  ["CharStorage", ["I8", 1]],
  ["ByteStorage", ["U8", 1]],
  ["BoolStorage", ["BOOL", 1]],
]);

interface Storage {
  dtype: string;
  /** Bytes of an element. */
  width: number;
  bytes: Uint8Array;
}

/** A tensor of any type; what the engine cannot use is left out of what is given. */
class Rebuilt {
  constructor(
    readonly storage: Storage,
    readonly shape: number[],
    readonly bytes: Uint8Array,
  ) {}
}

/**
 * Reads the state dict of a file that torch.save wrote since PyTorch 1.6: a zip of a pickle and the tensors' bytes. The pickle is
 * interpreted by a reader that knows tensors alone and runs nothing. Bytes are views into the file, but for tensors saved as strided
 * views. Names of tensors that the engine cannot use go to `others`. Throws SkimError "bundle-weights", with a message that names `file` and says what the file is and what to do.
 * Source: torch/serialization.py (_save) and torch/_utils.py (_rebuild_tensor_v2) of PyTorch 2.13.
 */
export async function readTorchFile(
  folder: BundleFiles,
  file: string,
  others: string[] = [],
): Promise<Map<string, Tensor>> {
  const size = await sizeOf(folder, file);
  const start = await folder.read(file, 0, Math.min(size, startBytes));
  const isPickle = start[0] === 0x80;
  const isZip = String.fromCharCode(...start.subarray(0, 2)) === "PK";
  const mistaken = isZip || isPickle ? null : mistakenFor(start);
  if (mistaken) throw new SkimError("bundle-weights", `${file} is ${mistaken}.`, { file });
  const fail: Fail = (why, way = convert) =>
    new SkimError("bundle-weights", `${file} cannot be used: ${fromFile(why)}. ${way}.`, { file });
  const stranger = (name: string) =>
    isModelClass(name)
      ? fail(`it asks for ${name}: it is a whole module, not its state dict, and was not run`, ofWholeModule(file))
      : fail(`it asks for ${name}, which no state dict needs: nothing in it was run`);
  if (isPickle) throw fail("it is a pickle of before PyTorch 1.6, which only Python reads", ofOldPickle(file));
  if (!isZip) throw fail("it is not what torch.save writes");
  // Its end says what is in it: before the rest is read, which may be gigabytes.
  checkZipEnd(await folder.read(file, Math.max(0, size - zipEndBytes), size), fail);
  return readState(await folder.read(file, 0, size), others, fail, { file, stranger });
}

/** The error of a file that cannot be used, and the way out: absent = to save the model again. */
type Fail = (why: string, way?: string) => SkimError;

function readState(
  bytes: Uint8Array,
  others: string[],
  fail: Fail,
  { file, stranger }: { file: string; stranger: (name: string) => SkimError },
): Map<string, Tensor> {
  const files = readStoredZip(bytes, fail);
  const pickles = [...files.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const [name] = pickles;
  if (name === undefined || pickles.length > 1) throw fail("it is a zip, but not one that torch.save wrote");
  const root = name.slice(0, -"data.pkl".length);
  if (files.has(`${root}constants.pkl`)) throw fail("it is a TorchScript program, not a state dict");
  if (ascii(files.get(`${root}byteorder`)) === "big") throw fail("its numbers are big-endian");

  // What is no plain view is copied: copies of one storage by the thousand would be a bomb.
  let spent = 0;
  const spend = (count: number) => {
    spent += count;
    if (spent > bytes.length) throw fail("what it makes of its numbers is larger than itself");
  };
  const globals = new Map<string, PickleGlobal>([
    ["collections.OrderedDict", (args) => ordered(args, fail)],
    ["torch._utils._rebuild_tensor", (args) => rebuild(args, spend, fail)],
    ["torch._utils._rebuild_tensor_v2", (args) => rebuild(args, spend, fail)],
    ["torch._utils._rebuild_parameter", ([tensor]) => tensor],
  ]);
  // A class stands in a storage's id and is never called.
  const classes = new Map<unknown, [string, number]>();
  for (const [type, storage] of storageTypes) {
    const never = () => {
      throw fail(`it makes a torch.${type} of its own`);
    };
    globals.set(`torch.${type}`, never);
    classes.set(never, storage);
  }
  const persistent = (id: unknown): Storage => {
    const [kind, type, key, , count] = Array.isArray(id) ? (id as unknown[]) : [];
    const [dtype, width] = classes.get(type) ?? [];
    const held = typeof key === "string" && key.length <= 20 ? files.get(`${root}data/${key}`) : undefined;
    if (kind !== "storage" || dtype === undefined || width === undefined || !held)
      throw fail("it names a storage that is not in it");
    if (count !== held.length / width) throw fail("one of its storages is not as long as it says");
    return { dtype, width, bytes: held };
  };

  const dict = readPickle(files.get(name) ?? new Uint8Array(), { globals, persistent, stranger, fail });
  if (!(dict instanceof Map)) throw fail("it holds a whole object, not a state dict");
  const part = stateDictIn(dict);
  if (part !== null)
    throw fail(`it is a checkpoint of a training, with the state dict under "${part}"`, ofCheckpoint(file, part));
  const tensors = new Map<string, Tensor>();
  for (const [key, value] of dict) {
    if (!(value instanceof Rebuilt) || typeof key !== "string")
      throw fail(`it is no state dict alone: ${quote(typeof key === "string" ? key : typeof key)} is not a tensor`);
    const { storage, shape, bytes: own } = value;
    if (storage.dtype === "F64") spend(own.length / 2); // rounded into a copy
    const tensor = tensorOf(key, storage.dtype, shape, own);
    if (tensor) tensors.set(key, tensor);
    else others.push(key);
  }
  return tensors;
}

/** The name under which a dict has a state dict among other things; null = none. */
function stateDictIn(dict: ReadonlyMap<unknown, unknown>): string | null {
  for (const [name, value] of dict)
    if (typeof name === "string" && /^\w{1,40}$/.test(name) && value instanceof Map)
      for (const tensor of value.values()) if (tensor instanceof Rebuilt) return name;
  return null;
}

/** `_rebuild_tensor_v2(storage, offset, size, stride, …)`: a view of a storage; offset and strides count elements. */
function rebuild(
  [storage, offset, size, stride]: readonly unknown[],
  spend: (bytes: number) => void,
  fail: (why: string) => SkimError,
): Rebuilt {
  if (!isStorage(storage) || !isCount(offset) || !isCounts(size) || !isCounts(stride) || size.length !== stride.length)
    throw fail("it describes a tensor that cannot be");
  const { width, bytes } = storage;
  const count = size.includes(0) ? 0 : size.reduce((product, n) => product * n, 1);
  const last = count === 0 ? -1 : size.reduce((sum, n, i) => sum + (n - 1) * (stride[i] ?? 0), offset);
  const held = Math.floor(bytes.length / width);
  if (!(last < held && count <= held)) throw fail("one of its tensors reaches beyond its storage");
  const plain = contiguous(size);
  if (size.every((n, i) => n <= 1 || stride[i] === plain[i]))
    return new Rebuilt(storage, [...size], bytes.subarray(offset * width, (offset + count) * width));
  spend(count * width);
  const copy = new Uint8Array(count * width);
  for (let i = 0; i < count; i++) {
    let [rest, from] = [i, offset];
    for (let d = 0; d < size.length; d++) {
      const step = plain[d] ?? 1;
      from += Math.floor(rest / step) * (stride[d] ?? 0);
      rest %= step;
    }
    copy.set(bytes.subarray(from * width, (from + 1) * width), i * width);
  }
  return new Rebuilt(storage, [...size], copy); // the list stays the pickle's own, which may still change it
}

/** `OrderedDict()`, which is then filled: with arguments only Python 2 wrote it. */
function ordered(args: readonly unknown[], fail: (why: string) => SkimError): Map<unknown, unknown> {
  if (args.length > 0) throw fail("it describes a dict that cannot be");
  return new Map();
}

/** Strides of a tensor whose rows lie one after the other. */
function contiguous(size: readonly number[]): number[] {
  const strides: number[] = [];
  let step = 1;
  for (const n of [...size].reverse()) {
    strides.unshift(step);
    step *= n;
  }
  return strides;
}

const isStorage = (value: unknown): value is Storage =>
  typeof value === "object" && value !== null && "width" in value && "bytes" in value;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 16 && value.every(isCount);

const ascii = (bytes: Uint8Array | undefined): string => String.fromCharCode(...(bytes?.subarray(0, 16) ?? [])).trim();
