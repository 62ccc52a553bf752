import { SkimError } from "../../src/protocol/errors.js";
import { Wrong, type Kind } from "./kind.js";
import { Random } from "./random.js";

export interface Counts {
  inputs: number;
  refused: number;
  accepted: number;
  /** Errors that are no SkimError. */
  raw: number;
  /** Inputs that took more than `patience` of this process's CPU. */
  hangs: number;
  /** Accepted, and came out wrong; or refused in words that are too long, or that steer what shows them. */
  wrong: number;
  /** The first of each, with what repeats it. */
  said: string[];
}

/** Microseconds. */
const patience = 10e6;
const longestMessage = 600;
const mostSaid = 10;
const steering = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** Input `i` of a seed is the same whatever came before it: `from` repeats one alone. */
export async function runKind(kind: Kind, seed: number, inputs: number, from = 0): Promise<Counts> {
  const counts: Counts = { inputs, refused: 0, accepted: 0, raw: 0, hangs: 0, wrong: 0, said: [] };
  for (let i = from; i < from + inputs; i++) {
    const say = (what: string) => {
      const repeat = `npm run fuzz -- --kind ${kind.name} --seed ${seed} --from ${i} --inputs 1`;
      if (counts.said.length < mostSaid) counts.said.push(`${what}\n  again: ${repeat}`);
    };
    const began = process.cpuUsage();
    try {
      counts[await kind.once(new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b)))]++;
    } catch (error) {
      if (SkimError.is(error)) {
        counts.refused++;
        const why = wrongWords(error.message);
        if (why !== null) {
          counts.wrong++;
          say(`refused in ${why}: ${JSON.stringify(error.message.slice(0, 200))}`);
        }
      } else if (error instanceof Wrong) {
        counts.wrong++;
        say(`wrong: ${error.message}`);
      } else {
        counts.raw++;
        say(`raw error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
    const { user, system } = process.cpuUsage(began);
    if (user + system > patience) {
      counts.hangs++;
      say(`took ${Math.round((user + system) / 1e6)} s of CPU`);
    }
  }
  return counts;
}

function wrongWords(message: string): string | null {
  if (message.length > longestMessage) return `${message.length} characters`;
  return steering.test(message) ? "characters that steer" : null;
}

export const heading = ["inputs", "refused", "accepted", "raw errors", "hangs", "wrong"];
export const cells = ({ inputs, refused, accepted, raw, hangs, wrong }: Counts): number[] => [
  inputs,
  refused,
  accepted,
  raw,
  hangs,
  wrong,
];
