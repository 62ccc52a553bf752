// What files and messages come to: values of other kinds, missing and doubled parts, bytes that fell over.
import type { Random } from "./random.js";

/** Texts that steer what shows them, or that other languages take for their own. */
const texts = [
  "",
  " ",
  "\0",
  "\u001b[31m\u0007",
  "\u202e\u2066abc",
  "\ud800",
  "\ufeff",
  "\r\n",
  "</text></svg><script>alert(1)</script><img src=x onerror=alert(1)>",
  `"'&]]>--><!--`,
  "=1+1",
  "@SUM(A1)",
  "\t=cmd",
  "[Repair](command:workbench.action.terminal.new)",
  "$(zap)",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "電影🎬e\u0301",
  "a".repeat(5000),
] as const;
const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  2,
  7,
  64,
  255,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e308,
  5e-324,
  -1e9,
  NaN,
  Infinity,
];

export const anyText = (random: Random): string => random.of(texts);

/** A value of any kind that JSON has, and numbers that it has not: they become null in a file. */
export function anyValue(random: Random, depth = 2): unknown {
  switch (random.below(depth > 0 ? 8 : 5)) {
    case 0:
      return random.of([null, true, false, undefined]);
    case 1:
    case 2:
      return random.of(numbers);
    case 3:
    case 4:
      return anyText(random);
    case 5:
      return random.many(random.below(6), () => anyValue(random, depth - 1));
    case 6:
      return Array<unknown>(random.of([1, 300, 5000])).fill(anyValue(random, 0));
    default:
      return Object.fromEntries(random.many(random.below(4), () => [anyText(random), anyValue(random, depth - 1)]));
  }
}

type Holder = Record<string | number, unknown>;

/** Changes some parts of a JSON value in place, wherever they lie: large lists are entered as often as small ones. */
export function damageJson<T>(value: T, random: Random): T {
  for (let times = random.of([1, 1, 2, 3]); times > 0; times--) {
    let holder = value as unknown as Holder;
    for (;;) {
      const keys = Object.keys(holder);
      if (keys.length === 0) break;
      const key = random.of(keys);
      const inner = holder[key];
      if (typeof inner === "object" && inner !== null && random.chance(0.85)) {
        holder = inner as Holder;
        continue;
      }
      damageAt(holder, key, random);
      break;
    }
  }
  return value;
}

function damageAt(holder: Holder, key: string, random: Random): void {
  const before = holder[key];
  const list = Array.isArray(holder) ? (holder as unknown[]) : null;
  switch (random.below(8)) {
    case 0:
      if (list) list.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
      return;
    case 1:
      if (list) list.push(before);
      else holder[anyText(random)] = before;
      return;
    case 2:
    case 3:
    case 4:
      // Nearly right: most of what is read, and not merely refused, is that.
      if (typeof before === "number") holder[key] = before + random.of([1, -1, 0.5, 1000]);
      else if (typeof before === "string") holder[key] = before + anyText(random);
      else holder[key] = anyValue(random);
      return;
    case 5:
      holder[key] = holder[random.of(Object.keys(holder))];
      return;
    default:
      holder[key] = anyValue(random);
  }
}

/** A copy in which some bytes are others, gone, or there twice. */
export function damageBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let damaged: Uint8Array = new Uint8Array(bytes); // a copy; a Buffer's slice() is none
  for (let times = 1 + random.below(4); times > 0 && damaged.length > 0; times--) {
    // Headers and short files are at the beginning.
    const at = random.chance(0.5) ? random.below(damaged.length) : random.below(Math.min(damaged.length, 400));
    const length = 1 + random.below(random.of([1, 8, 300]));
    switch (random.below(5)) {
      case 0:
        damaged = damaged.slice(0, at);
        break;
      case 1:
        damaged = joined(damaged.subarray(0, at), damaged.subarray(at + length));
        break;
      case 2:
        damaged = joined(damaged.subarray(0, at + length), damaged.subarray(at));
        break;
      case 3:
        damaged.fill(random.of([0, 255, 10, 34, 0x7b]), at, at + length);
        break;
      default:
        damaged[at] = random.below(256);
    }
  }
  return damaged;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
