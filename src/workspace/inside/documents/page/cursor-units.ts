/** Jupyter counts cursors in Unicode characters, JavaScript in UTF-16 units. */
export function pointsBefore(code: string, units: number): number {
  return [...code.slice(0, units)].length;
}

export function unitsBefore(code: string, points: number): number {
  return [...code].slice(0, points).join('').length;
}
