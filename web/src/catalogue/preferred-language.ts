export const languages = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof languages;

/** What the person chose before, or else what the browser prefers. */
export function preferredLanguage(stored: string | null, browser: string): Language {
  return (stored ?? browser).startsWith('zh') ? 'zh-CN' : 'en';
}
