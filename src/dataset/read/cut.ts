/** A table's record as it was cut; what is wrong with its quotes, if anything. */
export interface Cut {
  cells: string[];
  fault: "never closed" | "not doubled" | null;
  /** Where in the input the next record begins. */
  next: number;
}

/** White space that may stand between a closing quote and the cell's end. Only ASCII: the input is one character a byte. */
const blanks = " \t\v\f\r\n";

/**
 * Cuts a table's records at `delimiter` (null = a record is one cell) and at line ends. Where `quotes` enclose cells (RFC 4180), these
 * may hold both. Unless the input is the file's last, its last record may not be whole yet, and is left out. Goes over the input once
 * whatever is in it.
 */
export function* cutRecords(
  input: string,
  { delimiter, quotes }: { delimiter: string | null; quotes: boolean },
  lineEnd: string,
  last: boolean,
): Generator<Cut> {
  const nextDelimiter = ahead(input, delimiter);
  const nextEnd = ahead(input, lineEnd);
  const nextQuote = ahead(input, '"');

  const isStop = (at: number): boolean => {
    const character = input[at];
    return character === undefined || character === delimiter || character === lineEnd;
  };
  const plain = (start: number): Cell => {
    const stop = Math.min(nextDelimiter(start), nextEnd(start));
    return { text: input.slice(start, stop), stop, fault: null };
  };
  /** `start`: behind the opening quote. */
  const enclosed = (start: number): Cell => {
    let fault: Cut["fault"] = null;
    let quote = nextQuote(start);
    while (quote < input.length) {
      let stop = quote + 1;
      if (input[stop] === '"') {
        quote = nextQuote(stop + 1);
        continue;
      }
      while (!isStop(stop) && blanks.includes(input.charAt(stop))) stop++;
      if (isStop(stop)) return { text: input.slice(start, quote).replaceAll('""', '"'), stop, fault };
      fault = "not doubled";
      quote = nextQuote(stop);
    }
    return { text: input.slice(start), stop: input.length, fault: fault ?? "never closed" };
  };

  let at = 0;
  let cells: string[] = [];
  let fault: Cut["fault"] = null;
  while (at < input.length || cells.length > 0) {
    const cell = quotes && input[at] === '"' ? enclosed(at + 1) : plain(at);
    cells.push(cell.text);
    fault ??= cell.fault;
    const whole = cell.stop < input.length;
    at = whole ? cell.stop + 1 : input.length;
    if (whole && input[cell.stop] === delimiter) continue;
    if (!whole && !last) return;
    yield { cells, fault, next: at };
    cells = [];
    fault = null;
  }
}

interface Cell {
  text: string;
  /** Where the delimiter or the line end behind it is; the input's length = it has none. */
  stop: number;
  fault: Cut["fault"];
}

/** Where a character is next, from a place that never goes back; the input's length = nowhere. Each is looked for once. */
function ahead(input: string, character: string | null): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found >= from) return found;
    const at = character === null ? -1 : input.indexOf(character, from);
    return (found = at < 0 ? input.length : at);
  };
}
