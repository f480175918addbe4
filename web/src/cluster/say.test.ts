import i18next from 'i18next';
import { expect, test } from 'vitest';
import { sentence } from '../../../src/cluster/rules/say/sentence.ts';
import { english } from '../../../src/cluster/words.ts';
import { en } from '../catalogue/en.ts';
import type { Say } from '../catalogue/use-translation.ts';
import { zh } from '../catalogue/zh.ts';
import { say } from './say.ts';

async function speak(language: 'en' | 'zh-CN'): Promise<Say> {
  const resources = { en: { translation: en }, 'zh-CN': { translation: zh } };
  const spoken = i18next.createInstance();
  await spoken.init({ lng: language, resources, interpolation: { escapeValue: false } });
  return (key, values) => spoken.t(key, values ?? {});
}

test('a page says what the platform says, in its own units and language', async () => {
  const short = sentence('short-held', {
    ...{ count: 2, eligible: 3, kind: 'memory', needAmount: 8 * 1024 ** 3, role: 'growth', heldAmount: 64 * 1024 ** 3 },
  });
  expect(say(short, await speak('en'), 'en')).toBe(short.text);
  expect(say(short, await speak('zh-CN'), 'zh-CN')).toBe(
    '3 个节点中有 2 个空闲不足 8 GiB；growth 占用最多，为 64 GiB。',
  );
  const higher = sentence('rule-higher-class', { winnerClass: 'service', loserClass: 'batch' });
  expect(say(higher, await speak('zh-CN'), 'zh-CN')).toBe('“服务”级别先于“批处理”。');
});

test('a code that this page does not know is said as it came', async () => {
  expect(say({ code: 'new', parameters: {}, text: 'Something new.' }, await speak('zh-CN'), 'zh-CN')).toBe(
    'Something new.',
  );
});

test('no place of a sentence stays empty in either language', async () => {
  const names = [...new Set(Object.values(english).flatMap((words) => words.match(/(?<=\{\{)\w+/g) ?? []))];
  const parameters = Object.fromEntries(names.map((name) => [name, name === 'count' ? 2 : 1]));
  for (const language of ['en', 'zh-CN'] as const) {
    const t = await speak(language);
    for (const form of Object.keys(english)) {
      const code = form.replace(/_(one|other)$/, '');
      expect(say({ code, parameters, text: '' }, t, language), code).not.toMatch(/\{\{|undefined|cluster\./);
    }
  }
});
