import { fromFile } from "../../words/text.js";
import { separators } from "./lists.js";
import { encodingNames, encodings } from "./encoding.js";
import { delimiterName, type Question, type Reading, type ReadingChoice, type Wanted } from "./reading.js";

/** What could be read in another way than it was, as questions: `said` is how it was read. `examples`: of the columns, what stands in them. */
export function alternativesOf(
  { encoding, table, columns, labels }: Reading,
  examples: ReadonlyMap<string, string>,
): Question[] {
  const { text, second, label, each, names, header } = columns;
  const column = (name: string) => `column “${fromFile(name)}”`;
  const byName = (of: (name: string) => Wanted) =>
    names.map((name): ReadingChoice => {
      const example = examples.get(name);
      return { said: column(name), ...(example === undefined ? {} : { example }), wanted: of(name) };
    });
  const delimiters = [",", ";", "\t", "|", null];
  const ofTable: Question[] = table
    ? [
        {
          about: "delimiter",
          said: delimiterName(table.delimiter),
          choices: delimiters.map((delimiter) => ({ said: delimiterName(delimiter), wanted: { delimiter } })),
        },
        {
          about: "quotes",
          said: table.quotes ? "enclose cells" : "are characters",
          choices: [
            { said: "a quote encloses a cell", wanted: { quotes: true } },
            { said: "a quote is a character like any other", wanted: { quotes: false } },
          ],
        },
        {
          about: "header",
          said: header ? "the first line names the columns" : "none",
          choices: [
            { said: "the first line names the columns", wanted: { header: true } },
            { said: "the first line is a row", wanted: { header: false } },
          ],
        },
      ]
    : [];
  const form = labels?.form;
  const between: Question[] =
    typeof form === "object"
      ? [
          {
            about: "separator",
            said: delimiterName(form.separator),
            choices: separators.map((separator) => ({ said: delimiterName(separator), wanted: { separator } })),
          },
        ]
      : [];
  const emptyCell: Question[] = labels?.empty
    ? [
        {
          about: "empty",
          said: { none: "none of the labels", unknown: "not known" }[labels.empty],
          choices: [
            { said: "none of the labels", wanted: { empty: "none" } },
            { said: "not known", wanted: { empty: "unknown" } },
          ],
        },
      ]
    : [];
  const meaning: Question = {
    about: "labels",
    said: labels
      ? {
          names: "by name",
          ids: "the model's ids",
          "from-1": "counted from 1",
          given: "as given",
          marks: "a 0 or a 1 for each",
          numbers: "numbers",
        }[labels.scheme]
      : "",
    choices: [
      { said: "names of the model's", wanted: { labels: "names" } },
      { said: "the model's ids", wanted: { labels: "ids" } },
      { said: "counted from 1", wanted: { labels: "from-1" } },
    ],
    values: labels?.values.map(({ value }) => ({ value })) ?? [],
  };
  return [
    { about: "text", said: column(text), choices: byName((text) => ({ text })) },
    {
      about: "second",
      said: second === null ? "none" : column(second),
      choices: [
        ...byName((second) => ({ text, second })).filter(({ wanted }) => wanted.second !== text),
        { said: "none: each row is one text", wanted: { text, second: null } },
      ],
    },
    {
      about: "label",
      said: each ? each.map(column).join(", ") : label === null ? "none" : column(label),
      choices: [...byName((label) => ({ label })), { said: "no labels", wanted: { label: null } }],
    },
    ...(labels && labels.scheme !== "numbers" && labels.scheme !== "marks" ? [meaning] : []),
    ...between,
    ...emptyCell,
    ...ofTable,
    {
      about: "encoding",
      said: encodingNames[encoding],
      choices: encodings.map((encoding) => ({ said: encodingNames[encoding], wanted: { encoding } })),
    },
  ];
}

/** What is wanted after another answer: of what was wanted before, whatever was said of columns or labels that may be no more is dropped. */
export function wantedInstead(before: Wanted, about: keyof Wanted, answer: Wanted): Wanted {
  const { text, second, label, labels, separator, empty, ...writing } = before;
  if (about === "labels" || about === "second" || about === "separator" || about === "empty")
    return { ...before, ...answer };
  if (about === "label")
    return {
      ...writing,
      ...(text === undefined ? {} : { text }),
      ...(second === undefined ? {} : { second }),
      ...answer,
    };
  if (about === "text")
    return {
      ...writing,
      ...(label === undefined ? {} : { label }),
      ...(labels === undefined ? {} : { labels }),
      ...(separator === undefined ? {} : { separator }),
      ...(empty === undefined ? {} : { empty }),
      ...answer,
    };
  return { ...writing, ...answer };
}
