// Whether a desktop VS Code can be fetched and shown here.

const releases = "https://update.code.visualstudio.com/api/releases/stable";

/** A display, and VS Code's download address answers within 5 s. TRANSKIMMER_VSCODE=desktop or =server decides for itself. */
export async function desktopCanRun(): Promise<boolean> {
  const wanted = process.env["TRANSKIMMER_VSCODE"];
  if (wanted === "desktop" || wanted === "server") return wanted === "desktop";
  if (!hasDisplay()) return false;
  try {
    return (await fetch(releases, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}

export function hasDisplay(): boolean {
  return process.platform !== "linux" || Boolean(process.env["DISPLAY"] ?? process.env["WAYLAND_DISPLAY"]);
}
