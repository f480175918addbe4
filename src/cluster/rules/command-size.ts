/** Bytes of what a task was told to run, which is kept with its record. */
export function commandBytes(command: readonly string[], environment: Readonly<Record<string, string>>): number {
  const texts = [...command, ...Object.entries(environment).flat()];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
