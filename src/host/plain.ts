import { shorten } from "../words/text.js";

/** VS Code cuts a message at 1,000 units, and reads what is left of it for links. */
const longest = 600;

/**
 * Words that VS Code draws as they are. It makes `[words](command:id)` a link that runs the command without asking, in messages, progress,
 * prompts and what an input says is wrong (vs/base/common/linkedText.ts), and `$(name)` an icon, in lists and in the status bar
 * (vs/base/common/iconLabels.ts): a blank goes between the two characters that begin either.
 */
export function plain(text: string, length = longest): string {
  return shorten(text, length).replace(/[\]$](?=\()/g, "$& ");
}

/** Cut at blanks into lines of so many characters at most, where its words allow. */
export function linesOf(text: string, length: number): string[] {
  return Array.from(text.matchAll(new RegExp(`\\s*(.{1,${length}}|\\S+)(?=\\s|$)`, "gsu")), ([, line = ""]) => line);
}
