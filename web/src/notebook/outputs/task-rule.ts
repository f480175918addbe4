import type { MarkdownIt } from 'markdown-it';

/** `- [ ] to do` and `- [x] done` as boxes, which are read and not pressed: the text is where they are ticked. */
export function taskRule(markdown: MarkdownIt): void {
  markdown.core.ruler.after('inline', 'task', ({ tokens, Token }) => {
    tokens.forEach((inline, index) => {
      const first = inline.children?.[0];
      const begins = tokens[index - 1]?.type === 'paragraph_open' && tokens[index - 2]?.type === 'list_item_open';
      if (!begins || first?.type !== 'text') return;
      const mark = /^\[([ xX])\] /.exec(first.content)?.[1];
      if (mark === undefined) return;
      first.content = first.content.slice(4);
      const box = new Token('task', 'input', 0);
      box.attrs = [
        ['type', 'checkbox'],
        ['disabled', ''],
        ['aria-label', first.content],
        ...(mark === ' ' ? [] : [['checked', ''] as [string, string]]),
      ];
      inline.children?.unshift(box);
      tokens[index - 2]?.attrJoin('class', 'task');
    });
  });
}
