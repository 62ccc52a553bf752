import { depthSteps } from "../src/words/fate.js";

/** Colours as the canvas needs them: the variables of style.css, resolved. */
export interface Theme {
  highContrast: boolean;
  /** Depth, early-skimmed first. */
  ramp: string[];
  /** A probability around its bound: 0 … 2 skimmed, 3 … 5 kept. */
  diverging: string[];
}

/** "Reduce motion", set in VS Code or in the system. */
export function reducedMotion(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") || matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}

/** Reads the theme now. Custom properties hold formulas; only a property that uses them gives the colour itself. */
export function readTheme(): Theme {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const theme = {
    highContrast: document.body.className.includes("vscode-high-contrast"),
    ramp: Array.from({ length: depthSteps }, (_, i) => read(`--skim-depth-${i}`)),
    diverging: Array.from({ length: 6 }, (_, i) => read(`--skim-p-${i}`)),
  };
  probe.remove();
  return theme;
}

/** VS Code changes the body's class and the root's style when the theme changes. */
export function watchTheme(changed: (theme: Theme) => void): void {
  const observer = new MutationObserver(() => changed(readTheme()));
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
  matchMedia("(prefers-reduced-motion: reduce)").addEventListener("change", () => changed(readTheme()));
}
