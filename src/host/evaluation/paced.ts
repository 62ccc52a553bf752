/** A status goes out this often at most, and a table, milliseconds. */
const statusEvery = 200;
const tableEvery = 3000;

/** What is to be called after each row: it tells how far an evaluation is no more often than a window can draw it. `status` and `table` take their time. */
export function paced(status: () => void, table: () => void): () => void {
  let statusAt = -Infinity;
  let tableAt = performance.now();
  return () => {
    const now = performance.now();
    if (now - tableAt > tableEvery) {
      table();
      // That of many thresholds must not take all of the time.
      tableAt = now + 10 * (performance.now() - now);
    } else if (now - statusAt < statusEvery) return;
    else status();
    statusAt = now;
  };
}
