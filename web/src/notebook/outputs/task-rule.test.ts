import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { taskRule } from './task-rule.ts';

const markdown = new MarkdownIt({ html: false });
markdown.use(taskRule);

test('items of a list that begin with brackets show a box, ticked or not', () => {
  const html = markdown.render('- [ ] *buy* milk\n- [x] done\n- plain [ ] text\n');
  expect(html.match(/<input type="checkbox" disabled=""/g)).toHaveLength(2);
  expect(html.match(/checked=""/g)).toHaveLength(1);
  expect(html).toContain('plain [ ] text');
});

test('elsewhere brackets are text, and so is what is written into a task', () => {
  expect(markdown.render('[ ] not in a list')).not.toContain('<input');
  expect(markdown.render('- [ ] <b onclick="x()">"q"</b>')).not.toMatch(/<b|"q""/);
});
