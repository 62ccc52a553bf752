const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Control characters as escapes: a text must not steer the terminal. */
export function visible(text: string): string {
  return text.replace(steering, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The same for JSON, which says the same to whoever reads it: these characters stand in strings alone, but for the line's end. */
export function visibleJson(json: string): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return json.replace(steering, (c) => (c === "\n" ? c : c.split("").map(escaped).join("")));
}
