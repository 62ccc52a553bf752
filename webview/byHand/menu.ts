import { button, element, setText } from "../elements.js";
import type { Action } from "./actions.js";

/** The menu of a word: opened by the secondary button or a key, walked with arrows; its letters are the skyline's keys. */
export class WordMenu {
  readonly root = element("div", { class: "menu", hidden: "" });
  readonly #title = element("p", { id: "skim-menu-title", dir: "auto" });
  readonly #list = element("div", { role: "menu", "aria-labelledby": "skim-menu-title" });
  #actions: Action[] = [];
  /** `back`: the focus goes back to where it came from. */
  #closed: (back: boolean) => void = () => undefined;

  constructor() {
    this.root.append(this.#title, this.#list);
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.root.contains(event.relatedTarget))) this.#close(false);
    });
    this.root.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  /** `x`, `y`: px of the page's window. */
  open(title: string, actions: Action[], x: number, y: number, closed: (back: boolean) => void): void {
    this.#close(false);
    this.#actions = actions;
    this.#closed = closed;
    setText(this.#title, title);
    this.#list.replaceChildren(
      ...actions.map((action) => {
        const item = button("", () => this.#run(action), {
          role: "menuitem",
          tabindex: "-1",
          "aria-keyshortcuts": action.keyName,
          ...(action.reason === null ? {} : { "aria-disabled": "true" }),
        });
        item.append(
          element("span", { dir: "auto" }, action.text),
          element("kbd", { "aria-hidden": "true" }, action.keyName),
        );
        if (action.reason !== null) item.append(element("span", { class: "hint" }, action.reason));
        return item;
      }),
    );
    this.root.hidden = false;
    const { offsetWidth, offsetHeight } = this.root;
    this.root.style.left = `${Math.max(4, Math.min(x, window.innerWidth - offsetWidth - 4))}px`;
    this.root.style.top = `${Math.max(4, Math.min(y, window.innerHeight - offsetHeight - 4))}px`;
    this.#items[0]?.focus();
  }

  get #items(): HTMLElement[] {
    return [...this.#list.children].filter((child) => child instanceof HTMLElement);
  }

  #key(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.findIndex((item) => item === document.activeElement);
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at + items.length - 1) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    const action = this.#actions.find((a) => a.key === event.key.toLowerCase() && a.key !== "enter");
    if (to !== undefined) items[to]?.focus();
    else if (event.key === "Escape" || event.key === "Tab") this.#close(true);
    else if (action && !event.ctrlKey && !event.metaKey && !event.altKey) this.#run(action);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** What cannot be done stays, and says why. */
  #run(action: Action): void {
    if (action.reason !== null) return;
    this.#close(true);
    action.act();
  }

  #close(back: boolean): void {
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.#closed(back);
  }
}
