/** Numbers of which the least comes out first: a binary heap. */
export class LeastFirst {
  private readonly heap: number[] = [];

  push(number: number): void {
    const { heap } = this;
    let at = heap.push(number) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= number) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = number;
  }

  pop(): number | undefined {
    const { heap } = this;
    const [least] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return least;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if ((heap[child + 1] ?? Infinity) < (heap[child] ?? 0)) child++;
      const below = heap[child] ?? 0;
      if (below >= last) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return least;
  }
}
