// The colours of all themes that VS Code ships, as a webview gets them. A recording of the server's own files: delete it to record it again.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What VS Code gives a webview of a theme. */
export interface Theme {
  /** Classes of its body. */
  body: string;
  /** By CSS name without "--vscode-". */
  variables: Record<string, string>;
}

type Kind = "vs" | "vs-dark" | "hc-black" | "hc-light";
type Colours = Record<string, string | null | undefined>;
type Default = Record<Kind, string | null> | ((colours: Colours) => string | null | undefined);

const recording = "test/fixtures/themes.json";
const bodies: Record<Kind, string> = {
  vs: "vscode-light",
  "vs-dark": "vscode-dark",
  "hc-black": "vscode-high-contrast",
  "hc-light": "vscode-high-contrast vscode-high-contrast-light",
};

const each = (light: string | null, dark: string | null, black: string | null, white: string | null): Default => ({
  vs: light,
  "vs-dark": dark,
  "hc-black": black,
  "hc-light": white,
});
const same = (of: string) => (colours: Colours) => colours[of];
/** A colour with this opacity. */
const faint = (of: string, alpha: number) => (colours: Colours) => {
  const colour = colours[of];
  const hex = Math.round(alpha * 255).toString(16);
  return colour && `${colour.slice(0, 7)}${hex.padStart(2, "0")}`;
};

/** What holds where a theme does not say: VS Code 1.139's own registry, of the colours that our pages read. Derived ones come after those that they are derived from. */
const defaults: Record<string, Default> = {
  foreground: each("#616161", "#cccccc", "#ffffff", "#292929"),
  "editor.background": each("#ffffff", "#1e1e1e", "#000000", "#ffffff"),
  contrastBorder: each(null, null, "#6fc3df", "#0f4a85"),
  focusBorder: each("#0090f1", "#007fd4", "#f38518", "#006bbd"),
  contrastActiveBorder: each(null, null, "#f38518", "#006bbd"),
  descriptionForeground: (colours) => colours["light"] ?? faint("foreground", 0.7)(colours),
  errorForeground: each("#a1260d", "#f48771", "#f48771", "#b5200d"),
  "editorError.foreground": each("#e51400", "#f14c4c", "#f48771", "#b5200d"),
  "editorInfo.foreground": each("#0063d3", "#59a4f9", "#59a4f9", "#0063d3"),
  "editorWarning.foreground": each("#bf8803", "#cca700", "#ffd370", "#895503"),
  "charts.blue": same("editorInfo.foreground"),
  "charts.yellow": same("editorWarning.foreground"),
  "charts.purple": each("#652d90", "#b180d7", "#b180d7", "#652d90"),
  "list.hoverBackground": each("#f0f0f0", "#2a2d2e", "#ffffff1a", "#0f4a851a"),
  "list.activeSelectionBackground": each("#0060c0", "#04395e", null, "#0f4a851a"),
  "list.activeSelectionForeground": each("#ffffff", "#ffffff", null, null),
  "button.background": each("#007acc", "#0e639c", "#000000", "#0f4a85"),
  "button.border": same("contrastBorder"),
  "button.secondaryForeground": same("foreground"),
  "button.secondaryBackground": (colours) =>
    colours["contrastBorder"] ? colours["white"] : colours["list.hoverBackground"],
  "button.secondaryBorder": (colours) => colours["contrastBorder"] ?? faint("foreground", 0.15)(colours),
  "button.secondaryHoverBackground": (colours) => (colours["contrastBorder"] ? null : colours["list.hoverBackground"]),
  "input.background": each("#ffffff", "#3c3c3c", "#000000", "#ffffff"),
  "input.foreground": same("foreground"),
  "input.border": same("contrastBorder"),
  "inputValidation.errorBorder": (colours) => colours["contrastBorder"] ?? "#be1100",
  "editorIndentGuide.background1": each("#33333333", "#e3e4e229", "#e3e4e229", "#cccccc"),
  "panel.border": (colours) => colours["contrastBorder"] ?? "#80808059",
  "editorWidget.background": each("#f3f3f3", "#252526", "#0c141f", "#ffffff"),
  "editorWidget.foreground": same("foreground"),
  "editorWidget.border": (colours) => colours["contrastBorder"] ?? faint("editorWidget.foreground", 0.2)(colours),
  "editorHoverWidget.background": same("editorWidget.background"),
  "editorHoverWidget.foreground": same("editorWidget.foreground"),
  "editorHoverWidget.border": same("editorWidget.border"),
  "menu.background": each("#ffffff", "#3c3c3c", "#000000", "#ffffff"),
  "menu.foreground": same("foreground"),
  "menu.border": same("contrastBorder"),
  "menu.selectionBackground": same("list.activeSelectionBackground"),
  "menu.selectionForeground": same("list.activeSelectionForeground"),
  "menu.selectionBorder": same("contrastActiveBorder"),
  "textBlockQuote.background": each("#f2f2f2", "#222222", null, "#f2f2f2"),
  "textLink.foreground": each("#006ab1", "#3794ff", "#21a6ff", "#0f4a85"),
  "textLink.activeForeground": each("#006ab1", "#3794ff", "#21a6ff", "#0f4a85"),
};

/** By the theme's name in VS Code: "Light 2026", "Dark 2026" (its defaults), "Light Modern" … */
export function shippedThemes(): Record<string, Theme> {
  if (!existsSync(recording)) writeFileSync(recording, `${JSON.stringify(serverThemes(), null, 1)}\n`);
  return JSON.parse(readFileSync(recording, "utf8")) as Record<string, Theme>;
}

/** Where the themes of a VS Code server lie that is fetched (test/vscode/serverInstall.ts); undefined = it is not. */
export function serverFolder(): string | undefined {
  const servers = existsSync(".vscode-test")
    ? readdirSync(".vscode-test").filter((name) => name.startsWith("code-server-"))
    : [];
  return servers
    .map((name) => join(".vscode-test", name, "node_modules/code-server/lib/vscode/extensions/theme-defaults"))
    .filter((folder) => existsSync(join(folder, "themes/2026-light.json"))) // the oldest VS Code that we test with has others
    .at(-1);
}

export function serverThemes(): Record<string, Theme> {
  const folder = serverFolder();
  if (!folder)
    throw new Error(`${recording} is not there, nor a VS Code server to record it from: run npm run test:vscode.`);
  const { contributes } = read(join(folder, "package.json")) as {
    contributes: { themes: { id: string; uiTheme: Kind; path: string }[] };
  };
  return Object.fromEntries(
    contributes.themes.map(({ id, uiTheme, path }) => [
      id,
      { body: bodies[uiTheme], variables: resolved(coloursOf(join(folder, path)), uiTheme) },
    ]),
  );
}

function coloursOf(file: string): Colours {
  const { include, colors = {} } = read(file) as { include?: string; colors?: Colours };
  return { ...(include ? coloursOf(join(dirname(file), include)) : {}), ...colors };
}

function resolved(colours: Colours, kind: Kind): Record<string, string> {
  const known: Colours = {
    ...colours,
    ...(kind === "vs" ? { light: "#717171" } : {}),
    ...(kind === "hc-light" ? { white: "#ffffff" } : {}),
  };
  for (const [name, value] of Object.entries(defaults))
    known[name] ??= typeof value === "function" ? value(known) : value[kind];
  return Object.fromEntries(
    Object.keys(defaults).flatMap((name) => {
      const colour = known[name];
      return colour ? [[name.replaceAll(".", "-"), colour.toLowerCase()]] : [];
    }),
  );
}

/** JSON with comments and commas at the ends of lists, as themes are written. */
function read(file: string): unknown {
  const text = readFileSync(file, "utf8");
  const plain = text.replaceAll(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) =>
    part.startsWith('"') ? part : "",
  );
  return JSON.parse(plain.replaceAll(/,(?=\s*[}\]])/g, ""));
}
