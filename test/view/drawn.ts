import type { Page } from "playwright-core";

/** Resolves when what has changed is drawn: in the next frame, and what has got another size by that in the one after, which is asked for later than this. */
export const drawn = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
  });

type Acts = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** Whatever a test does as a person would is drawn when it returns. Playwright does it all, a locator's acts too, by these (drawn.test.ts). */
export function waitUntilDrawn(page: Page): void {
  const ways: [object, string[]][] = [
    [page, ["setViewportSize"]],
    [page.mainFrame(), ["check", "click", "dblclick", "dispatchEvent", "fill", "focus", "hover", "press"]],
    [page.keyboard, ["down", "press", "type", "up"]],
    [page.mouse, ["click", "move"]],
  ];
  for (const [way, names] of ways) {
    const acts = way as Acts;
    for (const name of names) {
      const act = acts[name]?.bind(way);
      acts[name] = async (...args) => {
        const done = await act?.(...args);
        await drawn(page);
        return done;
      };
    }
  }
}
