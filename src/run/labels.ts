/** A model's labels and the UTF-16 units of one: more than any model has, and few enough to draw and to keep. */
export const mostLabels = 4096;
export const longestLabel = 1000;

/** Transformers' own names for classes without any. */
export function unnamedLabels(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `LABEL_${i}`);
}

/**
 * The labels that a config.json names, in the classifier's order, as PyTorch's side reads them: id2label, whose keys are whole numbers in
 * any order; where there is none, label2id turned round. Empty = it does not say. Throws what `unusable` makes of the reason.
 */
export function labelsIn(config: Readonly<Record<string, unknown>>, unusable: (why: string) => Error): string[] {
  const { id2label, label2id, num_labels: count } = config;
  if (id2label !== undefined && id2label !== null) {
    if (!isRecord(id2label)) throw unusable("its id2label is not an object");
    return inOrder("id2label", Object.entries(id2label), unusable);
  }
  if (isRecord(label2id) && count === undefined)
    return inOrder(
      "label2id",
      Object.entries(label2id).map(([name, id]) => [String(id), name]),
      unusable,
    );
  return unnamedLabels(typeof count === "number" && count <= mostLabels ? count : 0);
}

function inOrder(from: string, named: [id: string, name: unknown][], unusable: (why: string) => Error): string[] {
  const names = new Map(named.map(([id, name]) => [wholeNumber(id), name]));
  if (names.size === 0 || names.size > mostLabels) throw unusable(`its ${from} names ${names.size} labels`);
  return Array.from({ length: names.size }, (_, i) => {
    const name = names.get(i);
    if (typeof name !== "string" && typeof name !== "number") {
      const given = name === undefined ? "no name" : "a name that is no text";
      throw unusable(`its ${from} gives label ${i} ${given}; "0" to "${names.size - 1}" are needed`);
    }
    const text = String(name);
    if (text.length > longestLabel) throw unusable(`its ${from} gives label ${i} a name of ${text.length} characters`);
    return text;
  });
}

/** As Python's int() reads a key: " 1" and "01" are 1. */
function wholeNumber(key: string): number {
  return /^\s*\+?\d{1,9}\s*$/.test(key) ? Number(key) : NaN;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
