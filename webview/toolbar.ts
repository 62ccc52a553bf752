import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

type Picture = TemplateResult | string;

/** One thing that is done. Its name is for screen readers, `says` for whoever points at it. */
export interface Tool {
  picture: Picture;
  name: string;
  says: string;
  press: () => void;
  disabled?: boolean;
  /** A command of the extension. */
  command?: string;
  kind?: string;
}

/** One thing that is on or off. */
export interface Toggle {
  picture: Picture;
  name: string;
  says: string;
  value: string;
  on: boolean;
  turn: (on: boolean) => void;
}

export const tool = ({ picture, name, says, press, disabled = false, command, kind = "" }: Tool): TemplateResult =>
  html`<button
    type="button"
    class="tool ${kind}"
    aria-label=${name}
    title=${says}
    data-command=${command ?? nothing}
    ?disabled=${disabled}
    @click=${press}
  >
    ${picture}
  </button>`;

/** A native checkbox that looks like a button: keys and screen readers know it. */
export const toggle = ({ picture, name, says, value, on, turn }: Toggle): TemplateResult =>
  html`<label class="tool" title=${says}
    ><input
      type="checkbox"
      value=${value}
      aria-label=${name}
      .checked=${live(on)}
      @change=${({ target }: Event) => turn((target as HTMLInputElement).checked)}
    />${picture}</label
  >`;
