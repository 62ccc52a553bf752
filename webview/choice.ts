import { element } from "./elements.js";

/** One of a few, as native radio buttons: arrows and the screen reader know them. */
export class Choice<T extends string> {
  readonly root: HTMLElement;
  readonly #inputs = new Map<string, HTMLInputElement>();

  constructor(name: string, options: Record<T, string>, chosen: (value: T) => void) {
    this.root = element("fieldset", {}, element("legend", {}, name));
    for (const [value, text] of Object.entries<string>(options)) {
      const input = element("input", { type: "radio", name: `skim-${name}`, value });
      input.addEventListener("change", () => chosen(value as T));
      this.#inputs.set(value, input);
      this.root.append(element("label", {}, input, element("span", {}, text)));
    }
  }

  show(value: T): void {
    const input = this.#inputs.get(value);
    if (input && !input.checked) input.checked = true;
  }
}
