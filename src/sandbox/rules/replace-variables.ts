/** Where things are depends on the host's rung, so a spec names `$HOME` and `$STOA_…`; unknown ones stay as they are. */
export function replaceVariables(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$(?:\{(HOME|STOA_[A-Z_]+)\}|(HOME|STOA_[A-Z_]+))/g,
    (found, braced, bare) => values[braced ?? bare] ?? found,
  );
}
