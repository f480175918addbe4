import { expect, test } from 'vitest';
import { imageKind } from './image-size.ts';
import { previewJsonLines } from './json-lines.ts';
import { previewNotebook } from './notebook-preview.ts';

test('JSON lines become a table with a column for each key', () => {
  const table = previewJsonLines('{"a":1,"b":"x"}\n{"a":2.5,"c":{"d":null}}\n\n', true, 10);
  expect(table?.columns).toEqual([
    { name: 'a', type: 'DOUBLE' },
    { name: 'b', type: 'VARCHAR' },
    { name: 'c', type: 'JSON' },
  ]);
  expect(table?.rows).toEqual([
    ['1', 'x', null],
    ['2.5', null, '{"d":null}'],
  ]);
  expect(table?.rowCount).toBe(2);
});

test('the last line of a longer file is cut, so it is left out and rows are not counted', () => {
  expect(previewJsonLines('{"a":1}\n{"a":', false, 10)).toMatchObject({ rows: [['1']], rowCount: null });
  expect(previewJsonLines('not json\n', true, 10)).toBeUndefined();
});

test('a key of a row that names what objects have already is a column like others', () => {
  expect(previewJsonLines('{"__proto__":1,"constructor":2}\n', true, 10)?.rows).toEqual([['1', '2']]);
});

test('of a notebook only text and pictures come out, whatever its outputs hold', () => {
  const notebook = previewNotebook({
    metadata: { kernelspec: { name: 'python3', language: 'python' } },
    cells: [
      { cell_type: 'markdown', source: ['# a\n', 'b'] },
      { cell_type: 'code', metadata: { stoa: { kernel: 'sql' } }, source: 'SELECT 1', outputs: [] },
      {
        cell_type: 'code',
        source: 'x',
        outputs: [
          {
            output_type: 'display_data',
            data: { 'text/html': '<script>1</script>', 'image/svg+xml': '<svg/>', 'text/plain': 'p' },
          },
          { output_type: 'display_data', data: { 'image/png': 'aGVsbG8=\n' } },
          { output_type: 'display_data', data: { 'image/png': '"><script>' } },
          { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t1', 't2'] },
        ],
      },
    ],
  });
  expect(notebook?.cells.map(({ language }) => language)).toEqual(['markdown', 'sql', 'python']);
  expect(notebook?.cells[2]?.outputs).toEqual([
    { type: 'display_data', text: 'p' },
    { type: 'display_data', image: 'data:image/png;base64,aGVsbG8=' },
    { type: 'display_data' },
    { type: 'error', text: 't1\nt2' },
  ]);
  expect(previewNotebook([1])).toBeUndefined();
  expect(previewNotebook({ cells: [null, 3, {}] })?.cellCount).toBe(3);
});

test('an image is told by its bytes', () => {
  expect(imageKind(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg">'))).toBeUndefined();
  const gif = Buffer.from([0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 2, 0, 3, 0]);
  expect(imageKind(gif)).toEqual({ contentType: 'image/gif', width: 2, height: 3 });
  expect(imageKind(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]))).toEqual({ contentType: 'image/jpeg' });
});
