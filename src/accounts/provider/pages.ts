import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { newSecret } from '../../platform/index.ts';
import { escapeHtml } from './rules/escape-html.ts';

/*
 * The few pages that the provider shows itself. They stand alone: a form on one may lead to another site in the end, which
 * the policy of the platform's other pages forbids.
 */

const words = {
  en: {
    question: 'Sign out of Stoa?',
    also: 'Other sites that you use with Stoa are told that you have signed out.',
    yes: 'Sign out',
    no: 'Stay signed in',
    done: 'You are signed out',
    home: 'Go to Stoa',
    wrong: 'The site did not ask in the right way',
    wrongHint: 'Go back to the site and try again. If it stays so, tell its operator what stands here.',
  },
  zh: {
    question: '要退出 Stoa 吗？',
    also: '您通过 Stoa 使用的其他网站会得知您已退出。',
    yes: '退出',
    no: '保持登录',
    done: '您已退出',
    home: '前往 Stoa',
    wrong: '该网站的请求方式不正确',
    wrongHint: '请返回该网站重试。如果问题仍然存在，请将此处的内容告知其运营者。',
  },
} as const;

type Words = (typeof words)['en'] | (typeof words)['zh'];

export async function askWhetherToSignOut(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  show(
    ctx,
    (say) => `<h1>${say.question}</h1><p>${say.also}</p>${form}
      <button autofocus type="submit" form="op.logoutForm" name="logout" value="yes">${say.yes}</button>
      <button class="quiet" type="submit" form="op.logoutForm">${say.no}</button>`,
  );
}

export async function saySignedOut(ctx: KoaContextWithOIDC): Promise<void> {
  show(ctx, (say) => `<h1>${say.done}</h1><p><a href="/">${say.home}</a></p>`);
}

export async function showError(ctx: KoaContextWithOIDC, out: ErrorOut): Promise<void> {
  const told = [out.error, out.error_description].filter((part) => part !== undefined).map(escapeHtml);
  show(ctx, (say) => `<h1>${say.wrong}</h1><p>${say.wrongHint}</p><pre>${told.join('\n')}</pre>`);
}

function show(ctx: KoaContextWithOIDC, content: (say: Words) => string): void {
  const language = ctx.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en';
  const nonce = newSecret();
  ctx.type = 'html';
  ctx.set('cache-control', 'no-store');
  ctx.set('content-security-policy', `default-src 'none'; style-src 'nonce-${nonce}'; frame-ancestors 'none'`);
  ctx.set('x-frame-options', 'DENY');
  ctx.body = `<!doctype html><html lang="${language}"><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1"><title>Stoa</title>
    <style nonce="${nonce}">${style}</style><main>${content(words[language])}</main></html>`;
}

/** The platform's own colours, light and dark. */
const style = `
  :root { color-scheme: light dark; font: 14px/1.5 'IBM Plex Sans', system-ui, sans-serif;
    --surface: light-dark(#ffffff, #172023); --text: light-dark(#152126, #e7ecee);
    --line: light-dark(#c6cdd0, #435055); --accent: light-dark(#0c6a89, #54b0d2); --on: light-dark(#ffffff, #0b1214) }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--surface); color: var(--text) }
  main { width: min(26rem, 100vw - 4rem); padding: 2rem }
  h1 { font-size: 1.75rem; line-height: 1.3; font-weight: 600; margin: 0 0 .5rem }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem }
  button { font: inherit; font-weight: 500; padding: .5rem 1rem; border: 1px solid var(--accent); border-radius: .375rem;
    cursor: pointer; margin: .5rem .5rem 0 0; background: var(--accent); color: var(--on) }
  button.quiet { background: none; color: inherit; border-color: var(--line) }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  a { color: var(--accent) }`;
