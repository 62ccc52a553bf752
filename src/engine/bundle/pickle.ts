/** Python's pickle as far as a state dict needs it. It makes numbers, texts, lists and dicts, and runs nothing: a call is looked up in a table of ours. */

/** What a pickle may call or name, by "module.name". */
export type PickleGlobals = ReadonlyMap<string, PickleGlobal>;
export type PickleGlobal = (args: readonly unknown[]) => unknown;

export interface PickleReader {
  globals: PickleGlobals;
  /** What stands outside the pickle: a tensor's storage. */
  persistent: (id: unknown) => unknown;
  /** The error of a pickle that asks for what is not in the table, "module.name". */
  stranger: (name: string) => Error;
  /** The error of a file that cannot be read for this reason. */
  fail: (why: string) => Error;
}

/** In every runtime that the engine meets, but in no library that its world is compiled with. */
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

const mark = Symbol("mark");
/** Longer names of modules and classes are nobody's. */
const longestName = 200;
/** A tensor takes some 30 operations, and the largest model that opens has some thousand tensors. An operation may make a dict, 200 bytes. */
const mostOperations = 1_000_000;

/**
 * The one value of a pickle of protocol 2 to 5; dicts are Maps, tuples and lists arrays, None is null. Time and
 * memory are bounded by the number of operations and by the file's bytes, of which none is read twice. Throws `fail`'s error: for an operation that a state
 * dict does not need and for a call that is not in the table it says which.
 * Source: CPython's Lib/pickletools.py, whose names the cases bear.
 */
export function readPickle(bytes: Uint8Array, { globals, persistent, stranger, fail }: PickleReader): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;
  const broken = () => fail("its pickle is cut short or damaged");
  const take = (length: number) => {
    if (!(length >= 0 && at + length <= bytes.length)) throw broken();
    return (at += length) - length;
  };
  const u8 = () => view.getUint8(take(1));
  const u32 = () => view.getUint32(take(4), true);
  const u64 = () => Number(view.getBigUint64(take(8), true));
  const string = (length: number) => {
    const from = take(length);
    try {
      return utf8.decode(bytes.subarray(from, at));
    } catch {
      throw broken();
    }
  };
  const line = () => {
    const end = bytes.indexOf(10, at);
    if (end < 0 || end - at > longestName) throw broken();
    const text = string(end - at);
    at = end + 1;
    return text;
  };
  const pop = () => {
    if (stack.length === 0 || stack.at(-1) === mark) throw broken();
    return stack.pop();
  };
  const popToMark = () => {
    const from = stack.lastIndexOf(mark);
    if (from < 0) throw broken();
    return stack.splice(from).slice(1);
  };
  const dict = (value: unknown) => {
    if (value instanceof Map) return value as Map<unknown, unknown>;
    throw broken();
  };
  const list = (value: unknown) => {
    if (Array.isArray(value)) return value as unknown[];
    throw broken();
  };
  const setItems = (into: Map<unknown, unknown>, items: readonly unknown[]) => {
    for (let i = 0; i + 1 < items.length; i += 2) {
      if (into.has(items[i])) throw fail("it gives one name twice");
      into.set(items[i], items[i + 1]);
    }
  };
  const global = (module: string, name: string) => {
    const found = globals.get(`${module}.${name}`);
    if (!found) throw stranger(`${module}.${name}`);
    return found;
  };
  const integer = (length: number) => {
    const from = take(length);
    if (length > 8) throw fail("it has a whole number of more than 64 bits, which no state dict needs");
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i] ?? 0);
    return Number(BigInt.asIntN(8 * length, value));
  };
  const recall = (key: number) => {
    if (!memo.has(key)) throw broken();
    return memo.get(key);
  };

  for (let operations = 0; ; operations++) {
    if (operations > mostOperations) throw fail("its pickle is longer than a state dict's");
    const op = u8();
    switch (op) {
      case 0x80: // PROTO
        if (u8() > 5) throw fail("its pickle is of a protocol newer than 5");
        break;
      case 0x95: // FRAME
        take(8);
        break;
      case 0x2e: // STOP
        return pop();
      case 0x28: // MARK
        stack.push(mark);
        break;
      case 0x30: // POP
        pop();
        break;
      case 0x31: // POP_MARK
        popToMark();
        break;
      case 0x4e: // NONE
        stack.push(null);
        break;
      case 0x88: // NEWTRUE
      case 0x89: // NEWFALSE
        stack.push(op === 0x88);
        break;
      case 0x4a: // BININT
        stack.push(view.getInt32(take(4), true));
        break;
      case 0x4b: // BININT1
        stack.push(u8());
        break;
      case 0x4d: // BININT2
        stack.push(view.getUint16(take(2), true));
        break;
      case 0x8a: // LONG1
        stack.push(integer(u8()));
        break;
      case 0x47: // BINFLOAT
        stack.push(view.getFloat64(take(8), false));
        break;
      case 0x8c: // SHORT_BINUNICODE
        stack.push(string(u8()));
        break;
      case 0x58: // BINUNICODE
        stack.push(string(u32()));
        break;
      case 0x8d: // BINUNICODE8
        stack.push(string(u64()));
        break;
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        stack.push([]);
        break;
      case 0x7d: // EMPTY_DICT
        stack.push(new Map());
        break;
      case 0x74: // TUPLE
        stack.push(popToMark());
        break;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: {
        // TUPLE3
        const items = Array.from({ length: op - 0x84 }, pop);
        stack.push(items.reverse());
        break;
      }
      case 0x61: {
        // APPEND
        const item = pop();
        list(stack.at(-1)).push(item);
        break;
      }
      case 0x65: {
        // APPENDS
        const items = popToMark();
        const into = list(stack.at(-1));
        for (const item of items) into.push(item);
        break;
      }
      case 0x73: {
        // SETITEM
        const [value, key] = [pop(), pop()];
        setItems(dict(stack.at(-1)), [key, value]);
        break;
      }
      case 0x75: {
        // SETITEMS
        const items = popToMark();
        setItems(dict(stack.at(-1)), items);
        break;
      }
      case 0x71: // BINPUT
        memo.set(u8(), stack.at(-1));
        break;
      case 0x72: // LONG_BINPUT
        memo.set(u32(), stack.at(-1));
        break;
      case 0x94: // MEMOIZE
        memo.set(memo.size, stack.at(-1));
        break;
      case 0x68: // BINGET
        stack.push(recall(u8()));
        break;
      case 0x6a: // LONG_BINGET
        stack.push(recall(u32()));
        break;
      case 0x63: // GLOBAL
        stack.push(global(line(), line()));
        break;
      case 0x93: {
        // STACK_GLOBAL
        const [name, module] = [pop(), pop()];
        if (typeof name !== "string" || typeof module !== "string") throw broken();
        stack.push(global(module.slice(0, longestName), name.slice(0, longestName)));
        break;
      }
      case 0x51: // BINPERSID
        stack.push(persistent(pop()));
        break;
      case 0x52: {
        // REDUCE
        const [args, callee] = [list(pop()), pop()];
        if (typeof callee !== "function") throw broken();
        stack.push((callee as PickleGlobal)(args));
        break;
      }
      case 0x62: // BUILD: attributes of an OrderedDict (`_metadata`: versions of modules), which no number depends on.
        pop();
        dict(stack.at(-1));
        break;
      default:
        throw fail(
          `it uses the pickle operation 0x${op.toString(16).padStart(2, "0")}, which no state dict needs: nothing in it was run`,
        );
    }
  }
}
