import { nonce } from '../theme/nonce.ts';

/**
 * What `make` adds of style elements carries the page's nonce, without which the content policy drops them. xterm.js
 * makes its own when it opens and knows of no nonce.
 */
export function stylesWithNonce(make: () => void): void {
  const create = document.createElement.bind(document);
  document.createElement = (tag: string, options?: ElementCreationOptions) => {
    const element = create(tag, options);
    if (element instanceof HTMLStyleElement && nonce !== '') element.nonce = nonce;
    return element;
  };
  try {
    make();
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}
