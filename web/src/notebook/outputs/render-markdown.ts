import MarkdownIt from 'markdown-it';
import { colorBlock } from './code-in-markdown.ts';
import { drawWhenNear } from './formulas.ts';
import { mathsRule } from './maths-rule.ts';
import { readableAddress } from './readable-address.ts';
import { taskRule } from './task-rule.ts';

export type Renderer = (host: HTMLElement, text: string, account: string, notebook: string) => void;

// html: false, so whatever the text holds is shown as text; links to scripts are refused by validateLink.
const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });
markdown.use(mathsRule);
markdown.use(taskRule);
// The page's policy forbids style attributes, with which markdown-it aligns columns.
for (const name of ['th_open', 'td_open'] as const) {
  markdown.renderer.rules[name] = (tokens, index, options, _env, self) => {
    const token = tokens[index];
    const align = /text-align:(\w+)/.exec(String(token?.attrGet('style') ?? ''))?.[1];
    if (token !== undefined) token.attrs = align === undefined ? null : [['class', `align-${align}`]];
    return self.renderToken(tokens, index, options);
  };
}

/** Fills `host` with the text as Markdown; formulas follow when they come near. */
export const renderMarkdown: Renderer = (host, text, account, notebook) => {
  host.innerHTML = markdown.render(text);
  const folder = notebook.includes('/') ? notebook.slice(0, notebook.lastIndexOf('/') + 1) : '';
  for (const image of host.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    if (/^(data:|blob:)/.test(source)) continue;
    if (/^[a-z]+:/i.test(source) || source.startsWith('//')) linkInstead(image, source);
    else image.src = fileUrl(account, folder, source);
  }
  for (const link of host.querySelectorAll('a')) {
    const target = link.getAttribute('href') ?? '';
    if (target.startsWith('#')) continue;
    if (/^[a-z]+:/i.test(target)) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    } else link.href = pageUrl(account, folder, target);
  }
  for (const code of host.querySelectorAll<HTMLElement>('pre > code[class^="language-"]')) {
    const language = code.className.slice('language-'.length);
    if (language === 'sql') void colorBlock(code, 'sql');
    else if (language === 'python' || language === 'py') void colorBlock(code, 'python');
  }
  for (const formula of host.querySelectorAll<HTMLElement>('.maths')) drawWhenNear(formula);
};

/** Pictures of elsewhere are not fetched unasked: the page's policy forbids it, and they tell who reads. */
function linkInstead(image: HTMLImageElement, source: string): void {
  const link = document.createElement('a');
  link.href = source;
  link.textContent = image.alt || source;
  image.replaceWith(link);
}

function joinPath(folder: string, target: string): string {
  const parts: string[] = [];
  for (const part of `${target.startsWith('/') ? '' : folder}${target}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function fileUrl(account: string, folder: string, target: string): string {
  const path = joinPath(folder, readableAddress(target));
  return `/user/${encodeURIComponent(account)}/files/content?${new URLSearchParams({ path })}`;
}

function pageUrl(account: string, folder: string, target: string): string {
  const path = joinPath(folder, readableAddress(target.split('#')[0] ?? ''));
  if (path.endsWith('.ipynb')) return `/notebook/${path.split('/').map(encodeURIComponent).join('/')}`;
  return fileUrl(account, folder, target);
}
