// Shows the HTML of a notebook's output. It runs here, in a sandboxed frame of an opaque origin on the content host,
// and nowhere else. The page that frames it sends {kind: 'stoa-output', html, theme} and is told the height.
(() => {
  // The content host is <label>.<the platform's host>: only a page of that host is listened to.
  const platform = location.host.split('.').slice(1).join('.');

  function fromPlatform(event) {
    if (event.source !== window.parent || window.parent === window) return false;
    try {
      return new URL(event.origin).host === platform;
    } catch {
      return false;
    }
  }

  document.documentElement.dataset.theme = location.hash === '#dark' ? 'dark' : 'light';

  let shown = null;
  addEventListener('message', (event) => {
    if (!fromPlatform(event) || event.data?.kind !== 'stoa-output') return;
    document.documentElement.dataset.theme = event.data.theme === 'dark' ? 'dark' : 'light';
    const html = String(event.data.html);
    if (html === shown) return;
    if (shown !== null) {
      // Scripts of the output before may still run: begin with a fresh page.
      location.reload();
      return;
    }
    shown = html;
    // A contextual fragment runs its scripts, innerHTML would not.
    const range = document.createRange();
    range.selectNodeContents(document.body);
    document.body.append(range.createContextualFragment(html));
    tell();
  });

  let told = -1;
  function tell() {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    window.parent.postMessage({ kind: 'stoa-height', height }, '*');
  }

  addEventListener('DOMContentLoaded', () => {
    new ResizeObserver(tell).observe(document.body);
    window.parent.postMessage({ kind: 'stoa-ready' }, '*');
  });
})();
