import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';

const key = 'stoa-scheme';

/** Keeps the chosen scheme where boot.js looks for it before the first paint. */
export const schemeManager: MantineColorSchemeManager = {
  get: (fallback) => {
    const stored = localStorage.getItem(key);
    return stored === 'light' || stored === 'dark' || stored === 'auto' ? stored : fallback;
  },
  set: (value: MantineColorScheme) => localStorage.setItem(key, value),
  subscribe: (onUpdate) => {
    addEventListener('storage', (event) => {
      if (event.key === key && (event.newValue === 'light' || event.newValue === 'dark')) onUpdate(event.newValue);
    });
  },
  unsubscribe: () => {},
  clear: () => localStorage.removeItem(key),
};
