import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { bibtexOf } from "../../src/export/picture/caption.js";
import { captionOf } from "../../src/export/picture/index.js";
import { foreignWords } from "../../src/export/picture/pdf.js";
import { picturesOf, type PictureName, type Shown } from "../../src/export/picture/shown.js";
import type { Picture } from "../../src/export/picture/mark.js";
import { columnWidths, sizeRange, widthRange, type PictureStyle } from "../../src/export/picture/style.js";
import { shorten } from "../../src/words/text.js";
import { figureFormats, type FigureFormat } from "../../src/protocol/figureView.js";

/** What a person has chosen; the page keeps it from figure to figure. */
export interface Choices {
  picture: PictureName;
  style: PictureStyle;
  /** null = the one that is made for the figure. */
  caption: string | null;
  /** The caption is in the figure. */
  captioned: boolean;
}

interface Page {
  shown: Shown;
  name: PictureName;
  choices: Choices;
  picture: Picture;
  /** Of the picture as SVG. */
  address: string;
}

interface Host {
  choose(changed: Partial<Choices>): void;
  make(as: FigureFormat): void;
  copy(text: string): void;
}

const mostNamed = 3;

/** “電影”, “🎬” and 4 more words are pixels in a PDF … */
function foreignText(words: readonly string[]): string {
  const named = words.slice(0, mostNamed).map((word) => `“${shorten(word, 20)}”`);
  const more = words.length - named.length;
  return `In a PDF ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""} will be pixels: its font has no such characters. In an SVG all text stays text.`;
}

const valueOf = ({ target }: Event): string => (target as HTMLInputElement | HTMLTextAreaElement).value;
const isChecked = ({ target }: Event): boolean => (target as HTMLInputElement).checked;

export function form(page: Page, host: Host): TemplateResult {
  const { shown, name, choices, picture, address } = page;
  const { style, captioned } = choices;
  const foreign = foreignWords(picture);
  const bibtex = bibtexOf(shown);
  const caption = choices.caption ?? captionOf(name, shown);
  const set = (changed: Partial<PictureStyle>): void => host.choose({ style: { ...style, ...changed } });
  const number = (
    key: "width" | "size",
    { least, most }: { least: number; most: number },
    unit: string,
  ): TemplateResult =>
    html`<input
        type="number"
        min=${least}
        max=${most}
        step="any"
        aria-label="${key === "width" ? "Width" : "Text"} in ${unit}"
        .value=${live(String(style[key]))}
        @change=${(event: Event) => {
          const asked = Number(valueOf(event).replace(",", "."));
          set({ [key]: Number.isFinite(asked) && asked > 0 ? Math.max(least, Math.min(most, asked)) : style[key] });
        }}
      />
      ${unit}`;
  const column = (words: string, width: number): TemplateResult =>
    html`<label
      ><input
        type="radio"
        name="columns"
        .checked=${live(style.width === width)}
        @change=${() => set({ width })}
      />${words}</label
    >`;
  const check = (key: "legend" | "dark" | "grey", words: string): TemplateResult =>
    html`<label
      ><input
        type="checkbox"
        name=${key}
        .checked=${live(style[key])}
        @change=${(event: Event) => set({ [key]: isChecked(event) })}
      />${words}</label
    >`;
  return html`<h1>Figure</h1>
    <div class="sides">
      <form @submit=${(event: Event) => event.preventDefault()}>
        <label class="wide"
          >Of
          <select @change=${(event: Event) => host.choose({ picture: valueOf(event) as PictureName, caption: null })}>
            ${picturesOf(shown).map(
              ([value, words]) => html`<option value=${value} ?selected=${value === name}>${words}</option>`,
            )}
          </select></label
        >
        <fieldset>
          <legend>Width</legend>
          ${column("one column", columnWidths.one)} ${column("two columns", columnWidths.two)}
          <span class="field">${number("width", widthRange, "mm")}</span>
        </fieldset>
        <fieldset>
          <legend>Text</legend>
          <span class="field">${number("size", sizeRange, "pt")}</span>
        </fieldset>
        <label class="wide"
          >Title
          <input
            type="text"
            maxlength="200"
            placeholder="none"
            .value=${live(style.title)}
            @input=${(event: Event) => set({ title: valueOf(event) })}
        /></label>
        <fieldset>
          <legend>Look</legend>
          ${check("legend", "legend")} ${check("dark", "dark")} ${check("grey", "safe in grey")}
        </fieldset>
        <label class="wide"
          >Caption
          <textarea
            rows="5"
            .value=${live(caption)}
            @input=${(event: Event) => host.choose({ caption: valueOf(event) })}
          ></textarea>
        </label>
        <div class="row">
          <label
            ><input
              type="checkbox"
              name="captioned"
              .checked=${live(captioned)}
              @change=${(event: Event) => host.choose({ captioned: isChecked(event) })}
            />in the figure</label
          >
          <button type="button" @click=${() => host.copy(caption)}>Copy Caption</button>
          ${bibtex === "" ? nothing : html`<button type="button" title=${bibtex} @click=${() => host.copy(bibtex)}>Copy BibTeX</button>`}
        </div>
        ${foreign.length === 0 ? nothing : html`<p class="hint" dir="auto">${foreignText(foreign)}</p>`}
        <div class="row save">
          ${figureFormats.map(
            (as) =>
              html`<button type="button" data-as=${as} @click=${() => host.make(as)}>
                Save ${as.toUpperCase()}…
              </button>`,
          )}
        </div>
      </form>
      <div class="preview">
        <img src=${address} alt=${picture.about} width=${Math.round((picture.width * 96) / 72)} />
      </div>
    </div>`;
}
