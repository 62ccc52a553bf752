/** A model's labels as they are said: where two have one name, each with its id, "red (0)", "red (1)". */
export function distinctLabels(labels: readonly string[]): string[] {
  const written = labels.map((label) => label.trim());
  return labels.map((label, id) =>
    written.indexOf(label.trim()) === written.lastIndexOf(label.trim()) ? label : `${label} (${id})`,
  );
}
