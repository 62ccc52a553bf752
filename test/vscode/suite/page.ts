// What only the window's page can see or do, asked of the launcher. A desktop VS Code has no such page: those tests are skipped there.
import { pageAddress } from "./place.js";

export interface PageAsk {
  in: "frame" | "page" | "screenshot" | "press" | "requests" | "grep";
  what: string;
}

export const hasPage = pageAddress !== undefined;

/** Skips a test, or a suite, where there is no such page: a desktop's window cannot be looked at, or pressed in, from a test. */
export function needsPage(test: { skip(): void }): void {
  if (!hasPage) test.skip();
}

async function ask(question: PageAsk): Promise<unknown> {
  const response = await fetch(pageAddress ?? "", {
    method: "POST",
    body: JSON.stringify(question),
  });
  const answer = (await response.json()) as { result?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.result;
}

/** Value of a script in the skim view's document. */
export const inFrame = (script: string): Promise<unknown> => ask({ in: "frame", what: script });
/** Value of a script in VS Code's own document. */
export const inPage = (script: string): Promise<unknown> => ask({ in: "page", what: script });
/** Presses a key, in Playwright's spelling. */
export const press = (key: string): Promise<unknown> => ask({ in: "press", what: key });
/** Addresses of all requests of the page, its frames and workers since it opened. */
export const requests = async (): Promise<string[]> => (await ask({ in: "requests", what: "" })) as string[];
/** Of the whole window, into a file. */
export const screenshot = (file: string): Promise<unknown> => ask({ in: "screenshot", what: file });

/** Then it hangs. An older VS Code leaves a new view empty for up to 30 s, and a busy machine takes its time. */
const patience = 120_000;

/** Waits until `probe` gives something true, at most `ms`; throws with what it gave last, and leaves a picture of the window. */
export async function eventually<T>(what: string, probe: () => T | Promise<T>, ms = patience): Promise<T> {
  const end = Date.now() + ms;
  let last: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      if (hasPage) await screenshot(`test-results/not-in-time-${what.replace(/\W+/g, "-")}.png`);
      throw new Error(`${what}: not in ${ms} ms; last: ${String(last)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
