import MarkdownIt from 'markdown-it';

// The guides are the platform's own, with keys written as <kbd>: their HTML is shown as it is.
const markdown = new MarkdownIt({ html: true });

/** The guide as HTML, its example addresses those of this platform and of who reads it. */
export function renderGuide(text: string, origin: string, account: string): string {
  const own = text.replaceAll('http://localhost:8080', origin).replaceAll('<name>', account);
  return markdown.render(own);
}
