import { window, type LogOutputChannel } from "vscode";
import { toFailure } from "../protocol/errors.js";

/** The log channel, "Transkimmer" in the Output panel. Stacks go here and nowhere else. */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel("Transkimmer", { log: true });
}

export function logError(log: LogOutputChannel, doing: string, error: unknown): void {
  const failure = toFailure(error);
  log.error(`${doing}: [${failure.code}] ${failure.message}\n${failure.detail ?? ""}`);
}
