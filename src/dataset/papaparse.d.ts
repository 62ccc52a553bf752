/** What is used of papaparse. Its own types pull Node's and the DOM's in, which this world must not see. */
declare module "papaparse" {
  export interface ParserError {
    code: string;
    message: string;
  }

  /** The parser itself, without streams: it takes strings, and knows neither Node nor the DOM. */
  export class Parser {
    constructor(config: {
      delimiter: string;
      newline: string;
      /** A quote is a character like any other. */
      fastMode?: true;
      /** One row at a time. `cursor`: where in the input the row ends. */
      step: (row: { data: string[][]; errors: ParserError[]; meta: { cursor: number } }) => void;
    });
    /** `ignoreLastRow`: the input's last row may not be whole yet, and is left out. */
    parse(input: string, baseIndex: number, ignoreLastRow: boolean): unknown;
  }

  const papaparse: {
    Parser: typeof Parser;
    unparse(rows: unknown[][], options: { newline: string; escapeFormulae: boolean }): string;
  };
  export default papaparse;
}
