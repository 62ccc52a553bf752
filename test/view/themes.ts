import { shippedThemes, type Theme } from "./shippedThemes.js";

/** The four kinds of theme: what VS Code has as its defaults today, what it had before (Light and Dark Modern), and both high contrasts. */
export type ThemeName = "light-2026" | "dark-2026" | "light" | "dark" | "hc-black" | "hc-light";

const shipped = shippedThemes();
function theme(name: string): Theme {
  const found = shipped[name];
  if (!found) throw new Error(`VS Code ships no theme ${name}.`);
  return found;
}

export const themes: Record<ThemeName, Theme> = {
  "light-2026": theme("Light 2026"),
  "dark-2026": theme("Dark 2026"),
  light: theme("Light Modern"),
  dark: theme("Dark Modern"),
  "hc-black": theme("Default High Contrast"),
  "hc-light": theme("Default High Contrast Light"),
};

/** What VS Code has as its defaults today. Before them, in Light and Dark Modern, a run's picture and all lines are looked at (looks.test.ts, contrast.test.ts). */
export const defaultThemes = ["light-2026", "dark-2026", "hc-black", "hc-light"] as const;
