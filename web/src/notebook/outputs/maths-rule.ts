import type { MarkdownIt } from 'markdown-it';

/** `$x$` in a line and `$$ … $$` as a block, as Jupyter reads them; what they hold is left to KaTeX. */
export function mathsRule(markdown: MarkdownIt): void {
  markdown.inline.ruler.after('escape', 'maths', (state, silent) => {
    const { src, pos } = state;
    if (src[pos] !== '$') return false;
    const double = src[pos + 1] === '$';
    const open = double ? 2 : 1;
    const close = double ? '$$' : '$';
    if (!double && /\s/.test(src[pos + 1] ?? ' ')) return false;
    let end = pos + open;
    while (true) {
      end = src.indexOf(close, end);
      if (end < 0) return false;
      if (src[end - 1] !== '\\') break;
      end++;
    }
    if (end === pos + open) return false;
    // "5 $ and 6 $" is money, not maths.
    if (!double && (/\s/.test(src[end - 1] ?? '') || /\d/.test(src[end + 1] ?? ''))) return false;
    if (!silent) {
      const token = state.push(double ? 'maths_block' : 'maths', 'span', 0);
      token.content = src.slice(pos + open, end);
    }
    state.pos = end + close.length;
    return true;
  });
  markdown.block.ruler.before('fence', 'maths_block', (state, startLine, endLine, silent) => {
    const lineOf = (line: number) =>
      state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]);
    if (!lineOf(startLine).startsWith('$$')) return false;
    const first = lineOf(startLine).slice(2);
    if (first.includes('$$') && !first.trimEnd().endsWith('$$')) return false;
    const held: string[] = [];
    let line = startLine;
    let closed = false;
    for (; line < endLine; line++) {
      const text = line === startLine ? first : lineOf(line);
      if (text.trimEnd().endsWith('$$')) {
        held.push(text.trimEnd().slice(0, -2));
        closed = true;
        break;
      }
      held.push(text);
    }
    if (!closed) return false;
    if (silent) return true;
    const token = state.push('maths_block', 'div', 0);
    token.content = held.join('\n').trim();
    token.map = [startLine, line + 1];
    state.line = line + 1;
    return true;
  });
  markdown.renderer.rules.maths = (tokens, index) =>
    `<span class="maths">${markdown.utils.escapeHtml(tokens[index]?.content ?? '')}</span>`;
  markdown.renderer.rules.maths_block = (tokens, index) =>
    `<span class="maths maths-block">${markdown.utils.escapeHtml(tokens[index]?.content ?? '')}</span>`;
}
