/** The first letter of a sentence or a heading. */
export function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
