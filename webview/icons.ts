import { html, type TemplateResult } from "lit-html";

/** Drawn in one line on 16 × 16, as VS Code's own are: a page may load no font. */
const paths = {
  columns: "M3 13v-3M6.5 13V4M10 13V7M13.5 13V9",
  explain: "M2 3h12v7.5H2zM8 10.5v2M5 13.5l3-1 3 1M5 5.5h6M5 8h4",
  pieces: "M1.5 5h5v6h-5zM9.5 5h5v6h-5zM8 3v10",
  scores: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11M8 5.5h4.5M8 8h5.5M8 10.5h4.5",
  table: "M2 3h12v10H2zM2 6.5h12M2 10h12M6 6.5V13",
  sweep: "M2 13.5h12M2 4.5h4v4h4v3h4",
  stop: "M4 4h8v8H4z",
  own: "M3.5 7a4.8 4.8 0 1 1 .6 4M3 3.5V7h3.5",
} as const;

export const icon = (name: keyof typeof paths): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d=${paths[name]}></path>
  </svg>`;
