import { commands, type Disposable, type LogOutputChannel } from "vscode";
import { section } from "./config.js";
import { logError } from "./log.js";
import { inform, sayError } from "./say.js";

/** By name without "transkimmer.". A command answers with a sentence where it could not do what it says: why, and what to do. */
export type CommandTable = Record<string, (...args: unknown[]) => Promise<string | undefined> | string | undefined>;

/** Registers a table. What a command cannot do it says once, as a message; what breaks goes to the log with its stack. */
export function registerTable(table: CommandTable, log: LogOutputChannel): Disposable[] {
  return Object.entries(table).map(([id, command]) =>
    commands.registerCommand(`${section}.${id}`, async (...args: unknown[]) => {
      try {
        const reason = await command(...args);
        if (reason !== undefined) void inform(reason);
      } catch (error) {
        logError(log, `Command ${id}`, error);
        sayError(error, log);
      }
    }),
  );
}
