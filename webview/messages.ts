/** Calls `receive` for each message of the host of one of these types; whatever else comes to the window is none of ours. */
export function onMessage<M extends { type: string }>(
  types: readonly M["type"][],
  receive: (message: M) => void,
): void {
  const known = new Set<unknown>(types);
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "object" && data !== null && "type" in data && known.has(data.type)) receive(data as M);
  });
}
