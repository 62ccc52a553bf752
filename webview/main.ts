import { render } from "lit-html";
import { actionsOf, named, type ActionHost } from "./byHand/actions.js";
import { WordMenu } from "./byHand/menu.js";
import { Chart } from "./chart.js";
import { Choice } from "./choice.js";
import { ComparePanel } from "./compare/panel.js";
import { Control } from "./control/control.js";
import { element, setText } from "./elements.js";
import { layersOver, summaryOf } from "../src/run/bars.js";
import type { CommandMessage } from "../src/protocol/view.js";
import { spanOf } from "../src/run/passage.js";
import { explainKey, type ExplainHost } from "./explain.js";
import { GpuWorkers } from "./gpu.js";
import { Link } from "./link.js";
import { PassageText } from "./marks/passage.js";
import type { PointingHost } from "./marks/pointing.js";
import { page, type Parts } from "./page.js";
import { Replay } from "./replay.js";
import { knownStep } from "./sweep/known.js";
import { Store, type Asked, type View } from "./store.js";
import { SweepPanel } from "./sweep/panel.js";
import { heard } from "./summary.js";
import { readTheme, watchTheme } from "./theme.js";

const link = new Link();
const store = new Store(link.kept());
let theme = readTheme();
const root = document.getElementById("skim");

const command = (command: CommandMessage["command"]): void => link.post({ type: "command", command });
/** Whether more was asked for in this frame than its first question; null = the frame has had none yet. */
let more: boolean | null = null;
/** A single step's true run is mostly there by then, milliseconds: an estimate drawn before it would flicker, and take its time. */
const estimateAfter = 50;
/** Asks for a run: at once, and then at most once a frame; the host lets the latest win. What is not given stays as it was asked for last. */
function ask(wanted: Partial<Asked>): void {
  const { run, shown, asked } = store.view;
  const last = asked ?? run;
  if (!shown || !last) return;
  const forced = asked ?? shown; // a run on its way that was not asked for here may be of another text
  const now = { control: last.control, forced: forced.forced, ...wanted };
  const estimated = asked === null && knownStep(store.view.sweep, now.control) === null;
  store.set({ asked: now }, estimated ? estimateAfter : 0);
  if (more === null) askNow();
  else more = true;
}
function askNow(): void {
  const { asked, shown } = store.view;
  if (asked && shown) link.post({ type: "rerun", runId: shown.id, control: asked.control, forced: [...asked.forced] });
  more = false;
  requestAnimationFrame(() => {
    const again = more;
    more = null;
    if (again) askNow();
  });
}
/** What was asked for last stays among the runs. */
function settle(): void {
  if (more) askNow();
  link.post({ type: "settled" });
}
const control = new Control({ ask: (control) => ask({ control }), settle, redraw: () => store.set({}) });
const sweep = new SweepPanel({
  go(t) {
    const { shown } = store.view;
    if (shown) ask({ control: shown.model.control.map(() => t) });
  },
  settle,
  ask: (action) => link.post({ type: "sweep", action }),
  redraw: () => store.set({}),
});
function decide(forced: Asked["forced"]): void {
  ask({ forced });
  settle();
}
const replay = new Replay((layer) => store.set({ layer }));
function reveal(column: number): void {
  const at = store.view.columns[column];
  if (at && !at.special) link.post({ type: "reveal", span: spanOf(at) });
}
const actions: ActionHost = {
  force: decide,
  choose: (chosen) => store.set({ chosen }),
  reveal,
};
const menu = new WordMenu();
const words: PointingHost = {
  focus(focus) {
    store.set({ focus, ...(focus === null ? { pinned: false } : {}) });
    hover();
  },
  pin: (pinned) => store.set({ pinned }),
  menu(x, y) {
    const { focus, bars, pinned } = store.view;
    const bar = focus && bars[focus.column];
    const items = actionsOf(store.view, actions);
    if (!bar || items.length === 0) return;
    store.set({ pinned: true });
    const from = document.activeElement;
    menu.open(`${named(bar.column)}, layer ${focus.row + 1}`, items, x, y, (back) => {
      store.set({ pinned });
      if (back) (from === passage.root ? passage.root : chart).focus();
    });
  },
  key(key) {
    const meant = key === "backspace" ? "delete" : key; // what a Mac's keyboard has there
    const action = actionsOf(store.view, actions).find((a) => a.key === meant);
    if (action?.reason === null) action.act();
    return action !== undefined;
  },
  reveal,
};
const passage = new PassageText(words, (from) => store.set({ from }));
const chart: Chart = new Chart({
  ...words,
  layer(layer) {
    replay.stop();
    const { shown } = store.view;
    store.set({ layer: shown && layer >= layersOver(shown) ? null : layer });
  },
  from: (from) => store.set({ from }),
});

const explain: ExplainHost = {
  go(to) {
    replay.stop();
    const { shown } = store.view;
    if (shown) store.set({ layer: Math.max(0, Math.min(to, layersOver(shown))) });
  },
  replay() {
    const { shown } = store.view;
    if (shown) replay.press(layersOver(shown), store.layer);
  },
  leave() {
    replay.stop();
    store.set({ explaining: false, layer: null, focus: null });
    afterFrame(() => root?.querySelector<HTMLElement>(".explain-tool")?.focus());
  },
};
// Before the text and the picture see it: their arrows go from word to word.
document.addEventListener(
  "keydown",
  (event) => {
    const { explaining, comparing, shown } = store.view;
    const act = explaining && !comparing && shown ? explainKey(event, store.layer, explain) : null;
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  },
  true,
);

const compare = new ComparePanel(command, () => store.set({}));
const which = new Choice("Show", { run: "the run", compare: "A against B" }, (value) => {
  const comparing = value === "compare";
  store.set({ comparing });
  link.post({ type: "comparing", comparing });
});
/** What a screen reader hears: one message a run. */
const live = element("div", { class: "out-of-sight", "aria-live": "polite", role: "status" });
let said: string | null = null;
const small = matchMedia("(max-width: 520px), (max-height: 520px)");
small.addEventListener("change", () => store.set({}));
const parts: Parts = {
  control,
  passage: passage.root,
  chart: chart.root,
  sweep: sweep.root,
  compare: compare.root,
  which: which.root,
  menu: menu.root,
  live,
  tools: {
    command(name) {
      if (name === "cancel") store.set({ asked: null });
      command(name);
    },
    look: (at) => store.set(at),
    explain() {
      replay.stop();
      store.set({ explaining: true, layer: 0, focus: null, pinned: false, table: false });
      afterFrame(() => root?.querySelector<HTMLElement>(".explain .next")?.focus());
    },
    sweep() {
      if (store.view.sweep) sweep.goTo();
      else link.post({ type: "sweep", action: "start" });
    },
  },
  explain,
  hand: { force: decide, compare: () => command("compareByHand") },
};

/** When the page shows what was set just now. */
function afterFrame(then: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(then));
}

/** A button that goes with the focus on it hands it to one beside it, or a keyboard would be lost. */
function keepFocus(draw: () => void): void {
  const held = document.activeElement;
  const section = held?.closest<HTMLElement>("section, .notices");
  const at = [...(section?.querySelectorAll("button") ?? [])].findIndex((button) => button === held);
  draw();
  if (!section || at < 0 || held?.isConnected === true) return;
  const left = [...section.querySelectorAll("button")];
  (left[Math.min(at, left.length - 1)] ?? section).focus();
}

/** What was pointed at, in the editor or here, is let go. */
document.documentElement.addEventListener("pointerenter", () => store.unlight());
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  store.set({ focus: null, pinned: false, highlight: null });
  hover();
});

let hovered = "null";
/** Tells the editor which word is looked at, once a change. */
function hover(): void {
  const { focus, columns } = store.view;
  const column = focus ? columns[focus.column] : undefined;
  const span = column && !column.special ? spanOf(column) : null;
  const key = JSON.stringify(span);
  if (key === hovered) return;
  hovered = key;
  link.post({ type: "hover", span });
}

let layerSent: number | null = null;
/** Tells the editor which layers are shown as passed, once a change. */
function passed({ comparing, layer }: View): void {
  const now = comparing ? null : layer;
  if (now === layerSent) return;
  layerSent = now;
  link.post({ type: "layer", layer: now });
}

let chosenSent = "";
/** Tells the host which words are chosen, once a change: a command of the palette may be about them. */
function choose({ chosen, columns, shown }: View): void {
  const tokens = [...chosen].flatMap((c) => columns[c]?.tokens ?? []);
  const key = tokens.join();
  if (key === chosenSent || !shown) return;
  chosenSent = key;
  link.post({ type: "chosen", runId: shown.id, tokens });
}

let kept = "";
function draw(view: View): void {
  const { shown, drawn, unit, layer } = view;
  const state = { runId: shown?.id ?? null, unit, mode: view.mode, layer };
  const key = JSON.stringify(state);
  if (shown && key !== kept) link.keep(state);
  if (shown) kept = key;
  passed(view);
  which.show(view.comparing ? "compare" : "run");
  compare.root.hidden = !view.comparing;
  const { score = null, scoreKey = "p" } = drawn?.model.policy ?? {};
  const mode = score === null || scoreKey !== "p" ? "depth" : view.mode; // only of a probability is there a sure and an unsure
  const before = drawn && view.asked === null && drawn.forced.length > 0 ? view.before : null;
  if (shown) control.update(view, shown);
  const look = { mode, layer: store.layer, before, theme, small: small.matches };
  if (root) keepFocus(() => render(page(view, look, parts), root));
  if (view.comparing) compare.update(view);
  if (!shown || !drawn || view.comparing) return;
  passage.update(view, store.layer);
  if (!view.table) chart.update({ ...view, mode }, store.layer, theme);
  sweep.update(view);
  choose(view);
  if (drawn.result && drawn.result.ms !== null && said !== drawn.id) {
    said = drawn.id;
    setText(live, heard(drawn, before, summaryOf(drawn, view.bars)));
  }
}

store.subscribe(draw);
watchTheme((changed) => {
  theme = changed;
  store.set({});
});
if (root) new ResizeObserver(() => store.set({})).observe(root);
const gpu = new GpuWorkers((report) => link.post({ type: "gpu", report }));
link.listen((message) => {
  if (message.type === "gpu") {
    gpu.obey(message.order);
    return;
  }
  if (message.type === "snapshot" && message.run?.id !== store.view.run?.id) replay.stop();
  if (!store.receive(message)) link.post({ type: "refresh" });
});
link.post({ type: "ready" });
