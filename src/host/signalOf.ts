import type { CancellationToken } from "vscode";

/** A cancellation by VS Code as those take it who do not know VS Code. */
export function signalOf(token: CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort();
  else token.onCancellationRequested(() => abort.abort());
  return abort.signal;
}
