import i18next from 'i18next';
import { en } from './en.ts';
import { hostWords } from './host-words.ts';
import { type Language, preferredLanguage } from './preferred-language.ts';
import { problemWords } from './problem-words.ts';

export { type Language, languages } from './preferred-language.ts';

const key = 'stoa-language';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'words';
    returnNull: false;
  }
}

/** Makes the catalogue ready; Chinese words and the Chinese font are fetched only where Chinese is shown. */
export async function startCatalogue(): Promise<void> {
  await i18next.init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'words',
    resources: { en: { words: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  const show = () => showLanguage(preferredLanguage(localStorage.getItem(key), navigator.language), false);
  // Chosen in another tab: this one follows.
  addEventListener('storage', (event) => {
    if (event.key === key) void show();
  });
  await show();
}

/** Shows the page in `language` and remembers it on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await showLanguage(language, true);
}

async function showLanguage(language: Language, remember: boolean): Promise<void> {
  if (language === 'zh-CN' && !i18next.hasResourceBundle(language, 'words')) {
    const [{ zh }, { problems }, { sentences }] = await Promise.all([
      import('./zh.ts'),
      import('./zh/problems.ts'),
      import('./zh/host.ts'),
      import('@fontsource-variable/noto-sans-sc/wght.css'),
    ]);
    i18next.addResourceBundle(language, 'words', zh);
    i18next.addResourceBundle(language, problemWords, problems);
    i18next.addResourceBundle(language, hostWords, { sentences });
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  if (remember) localStorage.setItem(key, language);
}
