import { isHeader } from "./header.js";
import { idsNamed, isNumber, labelText, wholeNumber } from "./labels.js";
import { listOf, markOf } from "./lists.js";
import type { Wanted } from "./reading.js";
import { mostColumns, type FileRecord } from "./record.js";

/** A record's values by their columns. */
export type Values = ReadonlyMap<string, unknown>;

/** The file's first records by columns, and what stands in these. */
export class Sample {
  /** Columns that are not empty. */
  readonly candidates: readonly string[];

  private constructor(
    /** The table's first record names its columns. */
    readonly header: boolean,
    readonly names: string[],
    /** Cells that a row must have. */
    readonly least: number,
    readonly rows: readonly Values[],
    /** Of the model. */
    readonly labels: readonly string[],
  ) {
    this.candidates = names.filter((name) =>
      rows.some((row) => ![undefined, null, ""].includes(row.get(name) as string)),
    );
  }

  /** null = nothing says whether a table's first record names its columns. */
  static of(records: readonly FileRecord[], labels: readonly string[], wanted: Wanted): Sample | null {
    const cells = records.flatMap(({ content }) => ("cells" in content ? [content.cells] : []));
    const [first, ...rest] = cells;
    if (!first) {
      const rows = records.map(
        ({ content }) => new Map("object" in content ? Object.entries(content.object).slice(0, mostColumns) : []),
      );
      return new Sample(false, [...new Set(rows.flatMap((row) => [...row.keys()]))], 0, rows, labels);
    }
    const header = wanted.header ?? isHeader(first, rest, labels, wanted);
    if (header === null) return null;
    const names = header ? distinct(first) : first.map((_, i) => String(i + 1));
    const rows = (header ? rest : cells).map((row) => new Map<string, unknown>(names.map((name, i) => [name, row[i]])));
    const least = header ? first.findLastIndex((cell) => cell.trim() !== "") + 1 : first.length;
    return new Sample(header, names, least, rows, labels);
  }

  /** Each value is a name of the model's labels. */
  areNames(name: string): boolean {
    return this.#all(name, (value) => idsNamed(value, this.labels).length > 0);
  }

  /** Each value is a number that a label may have. */
  areNumbers(name: string): boolean {
    return this.#all(name, (value) => (wholeNumber(value) ?? Infinity) <= this.labels.length);
  }

  /** Each value is a number of any kind. */
  areNumeric(name: string): boolean {
    return this.#all(name, (value) => isNumber(value));
  }

  /** Some value is a number. */
  hasNumbers(name: string): boolean {
    return this.#valuesOf(name).some((value) => isNumber(labelText(value) ?? ""));
  }

  /** Each value says yes or no. */
  areMarks(name: string): boolean {
    return this.#all(name, (value) => markOf(value) !== null || wholeNumber(value.replace(/^-/, "")) === 1);
  }

  /** Some value is a list. */
  hasLists(name: string): boolean {
    return this.rows.some((row) => listOf(row.get(name)) !== null);
  }

  /** Of most rows, texts of several words. */
  isProse(name: string): boolean {
    const texts = this.#textsOf(name);
    return this.#most(texts) && this.#most(texts.filter((text) => text.trim().includes(" ")));
  }

  /** Where there is a value, mostly a text that is neither a number nor a label's name. */
  isText(name: string): boolean {
    const filled = this.#valuesOf(name).length;
    const texts = this.#textsOf(name).length;
    return texts > 0 && texts >= filled / 2 && !this.areNames(name) && !this.#all(name, isNumber);
  }

  /** Most rows have a value. */
  isFilled(name: string): boolean {
    return this.#most(this.#valuesOf(name));
  }

  /** What a comma between the parts of a sentence leaves: a blank, and words. */
  goesOn(name: string): boolean {
    return this.#most(this.#textsOf(name).filter((text) => /^ +\p{L}/u.test(text))) && !this.areNames(name);
  }

  #all(name: string, are: (value: string) => boolean): boolean {
    const values = this.#valuesOf(name).map((value) => labelText(value) ?? "");
    return values.length > 0 && values.every(are);
  }

  #valuesOf(name: string): unknown[] {
    return this.rows.map((row) => row.get(name)).filter((value) => labelText(value) !== null);
  }

  #textsOf(name: string): string[] {
    return this.#valuesOf(name).filter((value) => typeof value === "string");
  }

  #most(values: readonly unknown[]): boolean {
    return values.length >= this.rows.length / 2;
  }
}

/** Names of columns, made distinct: "text", "text (2)". */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, i) => {
    const plain = given.trim() === "" ? `column ${i + 1}` : given.trim();
    let name = plain;
    for (let times = 2; taken.has(name); times++) name = `${plain} (${times})`;
    taken.add(name);
    return name;
  });
}

/** The name that the file gives a column: without what `distinct` has added. */
export function givenName(name: string): string {
  return name.replace(/ \(\d+\)$/, "");
}
