// Runs before the first paint, from its own file because the page's policy forbids inline scripts.
(() => {
  const root = document.documentElement;
  let scheme = null;
  let language = null;
  try {
    scheme = localStorage.getItem('stoa-scheme');
    language = localStorage.getItem('stoa-language');
  } catch {
    // Storage may be switched off: the system's choice holds then.
  }
  const dark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  root.lang = (language ?? navigator.language).startsWith('zh') ? 'zh-CN' : 'en';
  // Libraries that add style elements look for the nonce here.
  globalThis.__webpack_nonce__ = document.currentScript?.nonce ?? '';
})();
