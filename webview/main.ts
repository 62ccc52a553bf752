import { Chart } from "./chart.js";
import { ComparePanel, pinText } from "./compare/panel.js";
import { actionsOf, named, type ActionHost } from "./byHand/actions.js";
import { WordMenu } from "./byHand/menu.js";
import { ByHandPanel } from "./byHand/panel.js";
import { button, element, setText } from "./elements.js";
import { layersOver } from "../src/run/bars.js";
import { spanOf } from "../src/run/passage.js";
import { lackText } from "../src/words/policy.js";
import { GpuWorkers } from "./gpu.js";
import { Link } from "./link.js";
import { Legend } from "./marks/legend.js";
import { commandNames, Notices } from "./notice.js";
import { Replay } from "./replay.js";
import { Result } from "./result.js";
import { knownStep } from "./sweep/known.js";
import { placeBySize } from "./small.js";
import { Store, type Asked, type View } from "./store.js";
import { SweepPanel } from "./sweep/panel.js";
import { noteOf, Summary } from "./summary.js";
import { Table } from "./table.js";
import { readTheme, reducedMotion, watchTheme } from "./theme.js";
import { Threshold } from "./threshold.js";
import { Choice, Toolbar } from "./toolbar.js";

const link = new Link();
const store = new Store(link.kept());
let theme = readTheme();

const notices = new Notices((command) => link.post({ type: "command", command }));
const title = element("h1");
const result = new Result();
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
const threshold = new Threshold((control) => ask({ control }));
const sweep = new SweepPanel({
  go(t) {
    const { shown } = store.view;
    if (shown) ask({ control: shown.model.control.map(() => t) });
  },
  ask: (action) => link.post({ type: "sweep", action }),
  redraw: () => store.set({}),
});
const lack = element("p", { class: "hint lack" });
const summary = new Summary();
const table = new Table();
const replay = new Replay((layer) => store.set({ layer }));
function reveal(column: number): void {
  const at = store.view.columns[column];
  if (at && !at.special) link.post({ type: "reveal", span: spanOf(at) });
}
const actions: ActionHost = {
  force: (forced) => ask({ forced }),
  choose: (chosen) => store.set({ chosen }),
  reveal,
};
const menu = new WordMenu();
const chart = new Chart({
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
    menu.open(`${named(bar.column)}, layer ${focus.row + 1}`, items, x, y, (back) => {
      store.set({ pinned });
      if (back) chart.focus();
    });
  },
  key(key) {
    const meant = key === "backspace" ? "delete" : key; // what a Mac's keyboard has there
    const action = actionsOf(store.view, actions).find((a) => a.key === meant);
    if (action?.reason === null) action.act();
    return action !== undefined;
  },
  reveal,
  layer(layer) {
    replay.stop();
    const { shown } = store.view;
    store.set({ layer: shown && layer >= layersOver(shown) ? null : layer });
  },
  from: (from) => store.set({ from }),
});

const unit = new Choice("Columns", { word: "words", piece: "pieces" }, (value) => store.set({ unit: value }));
const mode = new Choice("Shade", { depth: "depth", p: "p(keep) around the threshold" }, (value) =>
  store.set({ mode: value }),
);
const form = new Choice("As", { picture: "picture", table: "table" }, (value) =>
  store.set({ table: value === "table" }),
);
const play = button("Replay", () => {
  const { shown } = store.view;
  if (shown) replay.press(layersOver(shown), store.layer);
});
const cancel = button(
  "Cancel",
  () => {
    store.set({ asked: null });
    link.post({ type: "command", command: "cancel" });
  },
  { "data-command": "cancel" },
);
const pin = (["pinA", "pinB"] as const).map((command) =>
  button(commandNames[command], () => link.post({ type: "command", command }), { "data-command": command }),
);
const byHand = new ByHandPanel({
  force: (forced) => ask({ forced }),
  compare: () => link.post({ type: "command", command: "compareByHand" }),
});
const toolbar = new Toolbar([unit, mode, form], [play, cancel, ...pin]);
const legend = new Legend();
const figure = element("figure", {}, toolbar.root, chart.root, table.root, legend.root, summary.root);
const compare = new ComparePanel(
  (command) => link.post({ type: "command", command }),
  () => store.set({}),
);
const which = new Choice("Show", { run: "the run", compare: "A against B" }, (value) => {
  const comparing = value === "compare";
  store.set({ comparing });
  link.post({ type: "comparing", comparing });
});
const pinned = element("span", { class: "hint" });
const pins = element("div", { class: "pins" }, which.root, pinned);
const body = element(
  "div",
  { class: "run" },
  title,
  result.root,
  lack,
  threshold.root,
  figure,
  byHand.root,
  sweep.root,
);
placeBySize([
  { part: result.cost, room: (cost) => result.root.append(cost), small: (cost) => figure.after(cost) },
  { part: toolbar.root, room: (bar) => figure.prepend(bar), small: (bar) => table.root.after(bar) },
]);
document.getElementById("skim")?.append(notices.root, pins, compare.root, body, menu.root, summary.live);

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
  notices.update(view);
  const { run, shown, drawn, unit: u, layer } = view;
  const m = drawn?.model.policy.score === null ? "depth" : view.mode; // without scores there is nothing else to shade by
  body.toggleAttribute("data-file", view.file !== null);
  const both = view.a !== null && view.b !== null;
  pins.hidden = view.a === null && view.b === null;
  which.root.hidden = !both;
  which.show(view.comparing ? "compare" : "run");
  setText(pinned, pinText(view));
  compare.root.hidden = !view.comparing;
  if (view.comparing) compare.update(view);
  body.hidden = shown === null || view.comparing;
  const state = { runId: shown?.id ?? null, unit: u, mode: view.mode, layer };
  const key = JSON.stringify(state);
  if (shown && key !== kept) link.keep(state);
  if (shown) kept = key;
  if (!shown || !drawn || view.comparing) return;
  setText(title, shown.passage.name);
  const before = view.asked === null && drawn.forced.length > 0 ? view.before : null;
  result.update(drawn, before);
  const { policy } = drawn.model;
  const lacking = lackText(policy);
  lack.hidden = lacking === null;
  setText(lack, lacking ?? "");
  for (const part of [threshold.root, sweep.root]) part.hidden = policy.control === null;
  mode.root.hidden = policy.score === null;
  threshold.update(view, shown);
  unit.show(u);
  mode.show(m);
  form.show(view.table ? "table" : "picture");
  for (const node of pin) node.disabled = run?.state !== "done";
  cancel.disabled = run?.state !== "running";
  play.disabled = shown.state === "running" || layersOver(shown) === 0;
  play.title = reducedMotion()
    ? "Reduced motion is on: each press goes one layer on"
    : "Play the run once more, layer by layer";
  setText(toolbar.note, noteOf(drawn, store.layer));
  chart.root.hidden = view.table;
  if (!view.table) chart.update({ ...view, mode: m }, store.layer, theme);
  table.update(drawn, view.bars, view.table);
  legend.update(m, theme, drawn);
  summary.update(drawn, view.bars, before, view.model.name === drawn.model.name ? (view.model.assumed ?? []) : []);
  byHand.update(view, before);
  choose(view);
  sweep.update(view);
}

store.subscribe(draw);
watchTheme((changed) => {
  theme = changed;
  store.set({});
});
const resized = new ResizeObserver(() => store.set({}));
for (const part of [body, compare.root]) resized.observe(part);
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
