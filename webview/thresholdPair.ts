import type { ControlInfo } from "../src/run/policy.js";
import { element, setText } from "./elements.js";

/** A sum without the dust of its binary digits. */
export function rounded(sum: number): number {
  return Number(sum.toFixed(12));
}

/** What a person typed as a setting, with a point or a comma; in words what does not fit; null = there is nothing yet. */
function readSetting(typed: string, { name, least, most, counts }: ControlInfo): number | string | null {
  const text = typed.trim();
  if (/^[-+]?[.,]?$/.test(text)) return null; // the beginning of a number
  const value = /^[-+]?\d*[.,]?\d*(e[-+]?\d+)?$/i.test(text) ? Number(text.replace(",", ".")) : NaN;
  if (Number.isNaN(value)) return `“${text}” is no number.`;
  if (value > most) return `${text} is above ${most}.`;
  if (counts && value === least) return `${text} is no ${name}.`;
  return value < least ? `${text} is below ${least}.` : Math.abs(value); // “-0” is a 0, too
}

let pairs = 0;

/** A slider and the number that it stands for. The slider runs at once; a number that is typed when Enter is pressed or the field is left. */
export class Pair {
  readonly root: HTMLElement;
  readonly #slider = element("input", { type: "range", min: "0", max: "1", step: "0.01" });
  readonly #number = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
  readonly #note = element("span", { class: "note", "aria-live": "polite", id: `skim-threshold-${++pairs}` });
  /** What is shown; null = the layers differ. */
  #value: number | null = null;
  #control: ControlInfo = { name: "threshold", least: 0, most: 1, step: 0.01, scale: "linear", rising: "fewer" };
  readonly #name = element("span");

  constructor(
    name: string,
    private readonly changed: (value: number) => void,
    private readonly settled: () => void,
  ) {
    this.call(name);
    this.#number.setAttribute("aria-describedby", this.#note.id);
    this.root = element("div", { class: "pair" }, this.#name, this.#slider, this.#number, this.#note);
    this.#slider.addEventListener("input", () => this.#take(this.#slider.valueAsNumber));
    // A change is each press of an arrow key, too.
    for (const end of ["pointerup", "blur"]) this.#slider.addEventListener(end, () => this.settled());
    this.#number.addEventListener("input", () => this.#say());
    this.#number.addEventListener("change", () => this.#decide());
    this.#number.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") this.#decide();
      if (key === "Escape") this.#reset();
    });
  }

  /** What is turned from now on. */
  turns(control: ControlInfo): void {
    this.#control = control;
    const { least, most, step, counts } = control;
    for (const [key, value] of Object.entries({ min: counts ? least + step : least, max: most, step }))
      this.#slider.setAttribute(key, String(value));
  }

  call(name: string): void {
    setText(this.#name, name);
    this.#slider.setAttribute("aria-label", name);
    this.#number.setAttribute("aria-label", `${name}, as a number`);
  }

  /** One setting, or those of the layers, which differ. */
  show(value: number | readonly number[]): void {
    const one = typeof value === "number" ? value : null;
    const all = typeof value === "number" ? [value] : value;
    const middle = one ?? all.reduce((sum, v) => sum + v, 0) / Math.max(1, all.length);
    if (this.#slider.valueAsNumber !== middle) this.#slider.value = String(middle);
    // The slider itself knows hundredths only, and one place.
    const said = one === null ? `one per layer, from ${Math.min(...all)} to ${Math.max(...all)}` : String(one);
    this.#slider.setAttribute("aria-valuetext", said);
    this.#slider.classList.toggle("differs", one === null);
    this.#number.placeholder = one === null ? "by layer" : "";
    if (one === this.#value) return; // what is being typed stays
    this.#value = one;
    this.#reset();
  }

  #take(value: number): void {
    this.#value = value;
    this.#reset();
    this.changed(value);
  }

  #decide(): void {
    const read = readSetting(this.#number.value, this.#control);
    if (typeof read === "number" && read !== this.#value) {
      this.#take(read);
      this.settled();
    } else if (typeof read === "string") this.#say();
    else this.#reset();
  }

  #reset(): void {
    this.#number.value = this.#value === null ? "" : String(this.#value);
    this.#say();
  }

  /** What the field says differs from what is shown: why it does not run, or what makes it run. */
  #say(): void {
    const read = readSetting(this.#number.value, this.#control);
    const { name, least, most } = this.#control;
    const shown = this.#value === null ? `one ${name} per layer` : String(this.#value);
    this.#number.setAttribute("aria-invalid", String(typeof read === "string"));
    if (typeof read === "string")
      setText(this.#note, `${read} A ${name} is a number from ${least} to ${most}; the run shown is that of ${shown}.`);
    else setText(this.#note, read === null || read === this.#value ? "" : `Enter runs ${read}.`);
  }
}
