/** Names that columns of texts have, the surest first. */
export const textNames = [
  "text",
  "sentence",
  "content",
  "review",
  "document",
  "passage",
  "body",
  "comment",
  "message",
  "tweet",
];
/** A label column's name, and as often a label: "yes". */
export const yes = "y";
export const labelNames = ["label", "labels", "class", "category", "target", "sentiment", "gold", yes];

export function fold(name: string): string {
  return name.trim().toLowerCase();
}
