import { nonce } from '../theme/nonce.ts';

/**
 * The document as xterm.js should see it: the style elements that it makes carry the page's nonce, without which the
 * content policy would drop them.
 */
export function documentWithNonce(): Document {
  return new Proxy(document, {
    get: (target, name) => {
      if (name === 'createElement')
        return (tag: string, options?: ElementCreationOptions) => {
          const element = target.createElement(tag, options);
          if (element instanceof HTMLStyleElement && nonce !== '') element.nonce = nonce;
          return element;
        };
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
