import { expect, test } from 'vitest';
import { plainMarkdown } from './plain-markdown.ts';

test('before it can be drawn, a text stands without the marks of Markdown', () => {
  const text =
    '# Welcome\n\n- **More packages:** `pip install x_y` in [the terminal](/terminal)\n> 2 * 3 * 4 and *so* on, snake_case_name\n';
  expect(plainMarkdown(text)).toBe(
    'Welcome\n\n• More packages: pip install x_y in the terminal\n2 * 3 * 4 and so on, snake_case_name\n',
  );
});

test('code keeps its lines, without the fence', () => {
  expect(plainMarkdown('```sql\nSELECT 1\n```\n')).toBe('SELECT 1\n');
});
