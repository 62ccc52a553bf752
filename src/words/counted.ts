/** "1 row", "2 rows"; `many`: where it is not one with an s. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
