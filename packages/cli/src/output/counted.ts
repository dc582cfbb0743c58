/** A number with its noun, such as `1 delivery` and `2 deliveries`. */
export function counted(count: number, one: string, several: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
