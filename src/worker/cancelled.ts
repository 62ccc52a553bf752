import { CancellationTokenSource, type CancellationToken } from "vscode-jsonrpc";

/** An AbortSignal, as far as a client looks at it. */
export interface Abort {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export const cancelled = Symbol("cancelled");
export type Cancelled = typeof cancelled;

/** A signal that is not aborted yet, as vscode-jsonrpc sends it on. */
export function tokenOf(signal: Abort | undefined): { token: CancellationToken; forget: () => void } {
  const source = new CancellationTokenSource();
  const cancel = () => source.cancel();
  signal?.addEventListener("abort", cancel);
  return {
    token: source.token,
    forget: () => {
      signal?.removeEventListener("abort", cancel);
      source.dispose();
    },
  };
}

/** The work's value, or `cancelled` as soon as nobody wants it any more; the work itself goes on. */
export async function unlessAborted<T>(work: Promise<T>, signal: Abort | undefined): Promise<T | Cancelled> {
  if (!signal) return work;
  let stop: () => void = () => undefined;
  const stopped = new Promise<null>((resolve) => (stop = () => resolve(null)));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    const first = await Promise.race([work.then((value) => ({ value })), stopped]);
    return first && !signal.aborted ? first.value : cancelled;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
