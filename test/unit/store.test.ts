// The view's state, fed as the host feeds it; a frame is the next turn.
import { beforeAll, describe, expect, it } from "vitest";
import { barsOf, type Bar } from "../../src/run/bars.js";
import { emptyRun, eventsOf, longText } from "../view/synthetic.js";
import { Store } from "../../webview/store.js";

const model = { state: "ready", name: "synthetic", failure: null } as const;

describe("the view's state", () => {
  beforeAll(() => {
    globalThis.requestAnimationFrame = (draw) => Number(setImmediate(() => draw(0)));
  });
  const frame = () => new Promise(setImmediate);

  it.each(["word", "piece"] as const)(
    "after each layer of a long text its %s bars are right, and those of the other windows untouched",
    async (unit) => {
      const run = emptyRun("r", longText(300), 3, 0.7);
      const store = new Store(null);
      store.set({ unit });
      store.receive({ type: "snapshot", run: structuredClone(run), model });
      let before: Bar[] = [];
      for (const event of eventsOf(run, 3, 40)) {
        store.receive({ type: "event", runId: "r", event: structuredClone(event) });
        await frame();
        const { bars, columns, drawn, shown } = store.view;
        expect(drawn).toBe(shown);
        if (drawn) expect(bars).toEqual(barsOf(drawn, columns));
        if (event.kind === "layer") {
          const { first = 0, count = 0 } = drawn?.windows[event.window] ?? {};
          const inside = (bar: Bar) =>
            (bar.column.tokens[0] ?? -1) >= first && (bar.column.tokens[0] ?? -1) < first + count;
          expect(bars.filter((bar, i) => bar !== before[i]).every(inside)).toBe(true);
        }
        before = bars;
      }
      expect(store.view.drawn?.windows.length).toBe(8);
      expect(store.view.bars.some(({ depth }) => depth === 3)).toBe(true);
    },
  );

  it("layers of several windows within one frame are all drawn", async () => {
    const run = emptyRun("r", longText(100), 3, 0.7);
    const store = new Store(null);
    store.receive({ type: "snapshot", run: structuredClone(run), model });
    const [tokens, ...layers] = eventsOf(run, 3, 40);
    if (tokens) store.receive({ type: "event", runId: "r", event: tokens });
    await frame();
    for (const event of layers.slice(0, -1)) store.receive({ type: "event", runId: "r", event });
    await frame();
    const { bars, columns, drawn } = store.view;
    if (drawn) expect(bars).toEqual(barsOf(drawn, columns));
    expect(drawn?.done).toEqual([3, 3, 3]);
  });
});
