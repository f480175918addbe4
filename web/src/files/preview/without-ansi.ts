const controlByte = String.fromCharCode(27);
const sequences = new RegExp(`${controlByte}\\[[0-9;?]*[A-Za-z]`, 'g');

/** Text as it reads without its colours. */
export function withoutAnsi(text: string): string {
  return text.replace(sequences, '');
}
