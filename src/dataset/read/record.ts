export type Format = "jsonl" | "csv" | "tsv";

/** The largest record that is read, bytes: past this it is no text that anyone would classify, and memory must stay bounded. */
export const maxRecordBytes = 1024 * 1024;

/** Columns of a table, or keys of an object, that are looked at. */
export const mostColumns = 1000;

/** One record of the file. Lines count from 1; a CSV record may have several. */
export interface FileRecord {
  line: number;
  endLine: number;
  /** A JSONL line's object, or a table's cells. */
  content: { object: Record<string, unknown> } | { cells: string[] };
}

/** A record that could not be read, and why. Never dropped in silence. */
export interface Malformed {
  line: number;
  endLine: number;
  reason: string;
  /** Its bytes are not of the encoding that the file was taken to have. */
  undecoded?: true;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
