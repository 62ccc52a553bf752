/** Functions that run in the skim view's own page, as text: they use nothing from outside of themselves. */

/** Milliseconds since 1970: one clock for the page and the extension host, which are processes of one machine. */
export interface PageMarks {
  /** The first layer's message came in. */
  message?: number;
  /** The frame that shows it was handed over for painting. */
  painted?: number;
}

/** For every page from its very start: notes when bars with a layer behind them are first there, and painted. */
export function watchFirstLayer(): void {
  if (window === window.top) return; // the workbench itself; which of its frames the view's document is written into, it decides later
  const now = () => performance.timeOrigin + performance.now();
  const marks: PageMarks = {};
  Object.assign(window, { firstLayer: marks });
  const timer = setInterval(() => {
    if (document.querySelector('.bar:not([data-depth="0"])') === null) return;
    clearInterval(timer);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (marks.painted = now());
      port2.postMessage(null);
    });
  }, 1);
}

/** In a view that is there: notes when the next run's first layer comes in, and when its frame is done. Gives true. */
export function armFirstLayer(): boolean {
  const now = () => performance.timeOrigin + performance.now();
  const marks: PageMarks = {};
  Object.assign(window, { nextLayer: marks });
  window.addEventListener("message", function listen({ data }: MessageEvent<unknown>) {
    const message = data as { type?: string; event?: { kind: string } } | null;
    if (message?.type !== "event" || message.event?.kind !== "layer") return;
    window.removeEventListener("message", listen);
    marks.message = now();
    // The view has asked for this frame already, and draws before this is called; what follows the frame is after its painting.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (marks.painted = now());
      port2.postMessage(null);
    });
  });
  return true;
}

/**
 * What a person does with a slider: a key's step after a rest, as someone who thinks between two steps and as someone who goes on,
 * and a pull far enough that the run differs from an early layer on. rest: milliseconds; by: what the threshold moves, to and fro.
 */
export const moves = [
  { name: "a step of 0.01 after 500 ms of rest", rest: 500, by: 0.01 },
  { name: "a step of 0.01 after 100 ms of rest", rest: 100, by: 0.01 },
  { name: "a pull of 0.3 to 0.6 after 500 ms of rest", rest: 500, by: 0.45 },
] as const;

/** Milliseconds since 1970. */
export interface SliderMarks {
  stepped: number;
  /** The run's result came in. */
  message: number;
  /** The frame that shows it was handed over for painting. */
  painted: number;
}

/** In a view with a run: sets the threshold as a person does, and waits for the true run. */
export function stepSlider(threshold: number): Promise<SliderMarks> {
  const field = document.querySelector<HTMLInputElement>(".threshold input");
  if (!field) throw new Error("no control");
  return new Promise((resolve) => {
    const now = () => performance.timeOrigin + performance.now();
    const stepped = now();
    window.addEventListener("message", function listen({ data }: MessageEvent<unknown>) {
      const sent = data as { type?: string; event?: { kind: string }; run?: { result: unknown } | null } | null;
      // In one piece, or layer by layer where it takes longer.
      const result =
        sent?.type === "snapshot" ? sent.run?.result : sent?.type === "event" && sent.event?.kind === "result";
      if (!result) return;
      window.removeEventListener("message", listen);
      const message = now();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve({ stepped, message, painted: now() });
        port2.postMessage(null);
      });
    });
    field.value = String(threshold);
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  });
}
