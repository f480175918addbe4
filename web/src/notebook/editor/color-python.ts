import { highlightCode } from '@lezer/highlight';
import { parser } from '@lezer/python';
import type { PutText } from './coloring.ts';
import { highlighter } from './highlighter.ts';

export function colorPython(text: string, put: PutText): void {
  highlightCode(text, parser.parse(text), highlighter, put, () => put('\n', ''));
}
