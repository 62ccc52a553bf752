/** The engine without VS Code: `npm run -s skim -- "some text"`, as a process. What it does is in command.ts. */
import { startEngine } from "../worker/start.js";
import { runCommand } from "./command.js";

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await runCommand(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  onInterrupt(stop) {
    process.once("SIGINT", stop);
    return () => process.off("SIGINT", stop);
  },
  startEngine: () => startEngine(new URL("./worker.mjs", import.meta.url)),
});
