import { evaluateFile } from "./evaluateFile.js";
import { faithfulnessFile } from "./faithfulnessFile.js";
import { mergeFile } from "./mergeParts.js";
import { searchFile } from "./searchFile.js";
import { skimTexts } from "./skimTexts.js";
import { sweepText } from "./sweepText.js";
import type { Terminal } from "./terminal.js";
import { visible } from "./visible.js";

const failed = 1;

/** Runs one command line to its end. Gives the exit status; an error is said in one line. */
export async function runCommand(args: string[], terminal: Terminal): Promise<number> {
  const [command, ...rest] = args;
  try {
    if (command === "evaluate") return await evaluateFile(rest, terminal);
    if (command === "faithfulness") return await faithfulnessFile(rest, terminal);
    if (command === "merge") return await mergeFile(rest, terminal);
    if (command === "search") return await searchFile(rest, terminal);
    if (command === "sweep") return await sweepText(rest, terminal);
    return await skimTexts(args, terminal);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    terminal.stderr.write(`skim: ${visible(message.replace(/\s+/g, " "))}\n`);
    return failed;
  }
}
