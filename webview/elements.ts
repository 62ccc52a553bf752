/** Text goes in as text nodes; nothing here parses HTML. */
type Child = Node | string;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number> = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

export function button(text: string, onClick: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const node = element("button", { type: "button", ...attributes }, text);
  node.addEventListener("click", onClick);
  return node;
}

/** Shows some of these buttons. One that goes with the focus on it hands it to the first that is there, or a keyboard would be lost. */
export function showButtons(buttons: readonly [HTMLButtonElement, boolean][]): void {
  const focused = buttons.find(([button, shown]) => !shown && button === document.activeElement);
  for (const [button, shown] of buttons) button.hidden = !shown;
  if (focused) buttons.find(([button, shown]) => shown && !button.disabled)?.[0].focus();
}

/** Touches the DOM only where the text really changed. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Gives a part of a drawing its place; null = it has none now. */
export function place(node: SVGElement, values: Record<string, number | string> | null): void {
  node.toggleAttribute("hidden", values === null);
  for (const [name, value] of Object.entries(values ?? {})) node.setAttribute(name, String(value));
}
