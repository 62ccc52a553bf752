import { barsOf } from "../../src/run/bars.js";
import type { MessageToShow } from "../../src/protocol/view.js";
import { Store } from "../../webview/store.js";
import { emptyRun, eventsOf, longText } from "../view/synthetic.js";
import { must, type Kind, type Verdict } from "./kind.js";
import type { Random } from "./random.js";

const model = { state: "ready", name: "synthetic", failure: null } as const;

/** What the host sends of a run of some windows. */
function messagesOf(id: string, words: number): MessageToShow[] {
  const run = emptyRun(id, longText(words), 3, 0.7);
  const events = eventsOf(run, words, 20).map((event): MessageToShow => ({ type: "event", runId: id, event }));
  return [
    { type: "snapshot", run, model },
    ...events,
    { type: "runState", runId: id, state: "done", stale: false, failure: null },
    { type: "highlight", highlight: { start: 0, end: 3, by: "mouse" } },
    { type: "model", model },
    { type: "compare", a: null, b: null, comparing: false },
  ];
}

/** What a port does at its worst: messages lost, doubled, out of order, and of another run. */
function shuffled(messages: MessageToShow[], random: Random): MessageToShow[] {
  const other = messagesOf("other", 5 + random.below(30));
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(messages.length);
    const [one] = messages.splice(at, 1);
    if (!one) continue;
    if (random.chance(0.3)) continue;
    messages.splice(random.below(messages.length + 1), 0, one);
    if (random.chance(0.3)) messages.splice(at, 0, one);
    if (random.chance(0.3)) messages.splice(random.below(messages.length + 1), 0, random.of(other));
  }
  return messages;
}

/** Messages from the host to the skim view: what does not fit is refused, and a snapshot sets all right again. */
export const viewMessages: Kind = {
  name: "view",
  async once(random): Promise<Verdict> {
    globalThis.requestAnimationFrame = (draw) => Number(setImmediate(() => draw(0)));
    const store = new Store(null);
    const frame = async (): Promise<void> => {
      await new Promise(setImmediate);
      const { drawn, bars, columns } = store.view;
      if (drawn) must(JSON.stringify(bars) === JSON.stringify(barsOf(drawn, columns)), "bars that are not the run's");
    };
    const messages = messagesOf("r", 10 + random.below(60));
    let verdict: Verdict = "accepted";
    for (const message of shuffled([...messages], random)) {
      if (!store.receive(structuredClone(message))) verdict = "refused";
      if (random.chance(0.3)) await frame();
    }
    for (const message of messages)
      must(store.receive(structuredClone(message)), "what fits is refused after a snapshot");
    await frame();
    must(store.view.drawn?.state === "done", "the run is not drawn to its end");
    return verdict;
  },
};
