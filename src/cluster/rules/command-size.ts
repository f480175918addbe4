/**
 * Bytes of what a task was told to run, which is kept with its record.
 *
 * @param beside  lists and objects that are kept too, and may be as long as somebody likes
 */
export function commandBytes(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  beside: readonly unknown[] = [],
): number {
  const texts = [...command, ...Object.entries(environment).flat()];
  const rest = beside.filter(
    (part) => part !== undefined && part !== null && !(Array.isArray(part) && part.length === 0),
  );
  return [...texts, ...rest.map((part) => JSON.stringify(part))].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );
}
