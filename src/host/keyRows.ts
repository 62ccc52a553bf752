import { commands, type TreeView } from "vscode";

/** Each takes two messages to the window and back. */
const tries = 5;

/**
 * The rows that a key means in the focused tree, as in VS Code's own lists: the focused one, and all selected ones where it is among them.
 * An extension is told the selection alone, and that is empty while the tree asks for its rows anew. So the focused row is the one by which
 * the selection differs while it is turned over; where that was read in between, it is asked again once the rows are `drawn`.
 */
export async function keyRows<T>(
  tree: TreeView<T>,
  idOf: (row: T) => string,
  drawn?: () => Promise<unknown>,
): Promise<readonly T[]> {
  const without = (rows: readonly T[], others: readonly T[]) =>
    rows.filter((row) => !others.some((other) => idOf(other) === idOf(row)));
  const turnOver = () => commands.executeCommand("list.toggleSelection");
  for (let i = 0; i < tries; i++) {
    await drawn?.();
    const before = tree.selection;
    await turnOver();
    const between = tree.selection;
    await turnOver();
    const after = tree.selection;
    if (before.length !== after.length || without(before, after).length > 0) continue;
    if (between.length === before.length - 1) return [...without(before, between), ...between];
    if (between.length === before.length + 1) return without(between, before);
  }
  return [];
}
