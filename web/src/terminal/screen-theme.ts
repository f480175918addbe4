import type { ITheme } from '@xterm/xterm';

/** xterm's colours from the page's tokens, as they are in the scheme of now. */
export function screenTheme(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    background: token('surface'),
    foreground: token('text'),
    cursor: token('accent'),
    cursorAccent: token('surface'),
    selectionBackground: token('accent-soft'),
    black: token('text-3'),
    brightBlack: token('text-3'),
    red: token('fail-text'),
    brightRed: token('fail-text'),
    green: token('ok-text'),
    brightGreen: token('ok-text'),
    yellow: token('wait-text'),
    brightYellow: token('wait-text'),
    blue: token('accent-text'),
    brightBlue: token('accent-text'),
    magenta: token('syn-fn'),
    brightMagenta: token('syn-fn'),
    cyan: token('accent-text'),
    brightCyan: token('accent-text'),
    white: token('text-2'),
    brightWhite: token('text'),
  };
}
