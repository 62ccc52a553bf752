import type { ControlInfo } from "../../src/run/policy.js";
import { element, setText } from "../elements.js";

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

let fields = 0;

/** A setting as a number that is typed: Enter alone runs it. */
export class SettingField {
  readonly input = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
  /** What is said of what does not fit, and that Enter runs what does. */
  readonly note = element("span", { class: "note", "aria-live": "polite", id: `skim-setting-${++fields}` });
  /** What is shown; null = the layers differ. */
  #value: number | null = null;
  #control: ControlInfo | null = null;

  constructor(private readonly decided: (value: number) => void) {
    this.input.setAttribute("aria-describedby", this.note.id);
    this.input.addEventListener("input", () => this.#say());
    this.input.addEventListener("blur", () => {
      if (this.#read() === null) this.#reset();
    });
    this.input.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") this.#decide();
      if (key === "Escape") this.#reset();
    });
  }

  /** `value`: null = the layers differ. */
  show(control: ControlInfo, name: string, value: number | null): void {
    this.#control = control;
    if (this.input.ariaLabel !== name) this.input.ariaLabel = name;
    this.input.placeholder = value === null ? "by layer" : "";
    if (value === this.#value) return; // what is being typed stays
    this.#value = value;
    this.#reset();
  }

  #read(): number | string | null {
    return this.#control && readSetting(this.input.value, this.#control);
  }

  #decide(): void {
    const read = this.#read();
    if (typeof read === "string") this.#say();
    else if (read === null || read === this.#value) this.#reset();
    else {
      this.#value = read;
      this.#reset();
      this.decided(read);
    }
  }

  #reset(): void {
    this.input.value = this.#value === null ? "" : String(this.#value);
    this.#say();
  }

  /** What the field says differs from what is shown: why it does not run, or what makes it run. */
  #say(): void {
    const read = this.#read();
    const { name, least, most } = this.#control ?? { name: "setting", least: 0, most: 1 };
    const shown = this.#value === null ? `one ${name} per layer` : String(this.#value);
    const wrong = typeof read === "string";
    this.input.setAttribute("aria-invalid", String(wrong));
    const range = `A ${name} is a number from ${least} to ${most}; the run shown is that of ${shown}.`;
    setText(this.note, wrong ? `${read} ${range}` : read === null || read === this.#value ? "" : `Enter runs ${read}.`);
  }
}
