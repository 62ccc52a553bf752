import type { Axis } from "../../src/chart/thresholds.js";

export interface AlongHost {
  /** Go to this setting: the pointer is pressed there. */
  to: (setting: number) => void;
  /** null = the pointer has left. */
  hover: (setting: number | null) => void;
  /** The pointer was let go. */
  settle: () => void;
}

/** A pointer on a part of a drawing, as settings on its axis. `axis`: the one that is drawn by then. */
export function along(target: SVGGElement, axis: () => Axis | null, host: AlongHost): void {
  const at = (event: PointerEvent): number | null => {
    const frame = target.ownerSVGElement?.getBoundingClientRect();
    return frame ? (axis()?.at(event.clientX - frame.left) ?? null) : null;
  };
  target.addEventListener("pointerdown", (event) => {
    const setting = at(event);
    if (event.button !== 0 || setting === null) return;
    target.setPointerCapture(event.pointerId);
    host.to(setting);
  });
  target.addEventListener("pointermove", (event) => {
    const setting = at(event);
    if (setting === null) return;
    if (target.hasPointerCapture(event.pointerId)) host.to(setting);
    host.hover(setting);
  });
  target.addEventListener("lostpointercapture", () => host.settle());
  target.addEventListener("pointerleave", () => host.hover(null));
}
