/** A row's label as the data set writes it, as an index into the model's labels: by name, else by number; null = it is neither. */
export function labelIndex(value: unknown, labels: readonly string[]): number | null {
  const text = labelText(value);
  if (text === null) return null;
  const exact = labels.indexOf(text);
  if (exact >= 0) return exact;
  const folded = labels.map((label) => label.trim().toLowerCase());
  const named = folded.indexOf(text.toLowerCase());
  // Two labels that differ in case alone cannot be told apart by a third spelling.
  if (named >= 0 && folded.lastIndexOf(text.toLowerCase()) === named) return named;
  if (!/^\d{1,9}(\.0+)?$/.test(text)) return null; // pandas writes whole numbers beside gaps as 1.0
  const index = Number(text);
  return index < labels.length ? index : null;
}

/** How a label is written, trimmed; null = a row without one (absent, null, an empty cell) or a value that no label can be. */
export function labelText(value: unknown): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || value.trim() === "") return null;
  return value.trim();
}
