import { highlightCode } from '@lezer/highlight';
import { parser } from '@lezer/python';
import { expect, test } from 'vitest';
import { colorPython } from './color-python.ts';
import type { PutText } from './colored-text.ts';
import { highlighter } from './highlighter.ts';

/** Every letter with its class, so that it does not matter where pieces are cut; blanks have none. */
function painted(color: (put: PutText) => void): string[] {
  const letters: string[] = [];
  color((piece, classes) => {
    for (const letter of piece) letters.push(/\s/.test(letter) ? letter : `${letter} ${classes}`);
  });
  return letters;
}

const samples = {
  imports: 'import pandas as pd\nfrom os import path, sep as s\nfrom .here import *',
  'calls and names': 'summary = delays.assign(part=part).groupby("part", observed=True)[["a", "b"]].sum()\nf (1)',
  definitions: 'def f(x: int = 3, *, y=None) -> str:\n    return x if y is not None else -x\nclass A(B):\n  pass',
  decorators: '@cache\ndef f(): ...\n@app.route("/x")\nasync def g():\n  await h()\n  c = a @ b',
  loops: 'for i, v in enumerate(xs):\n    while not v or i in (1, 2):\n        break\n    else:\n        continue',
  errors: 'try:\n    raise ValueError("no")\nexcept (A, B) as e:\n    del e\nfinally:\n    assert True, None',
  numbers: 'a = [1, 2.5, .5, 1e-3, 0xff, 0b10, 1_000, 3j]\nb = a1 + x2y',
  strings: `a = 'it\\'s' + "two" + r"raw\\d" + b'x' + """three\nlines "quoted" """ + '''more'''`,
  'formatted strings': 'print(f"{x} of {len(xs)} is {y:.1%} and {{braces}} {d["k"]!r:>10}", f\'{a}{b}\')',
  comments: '# step 1, "not a string"\nx = 1  # after',
  choices: 'match command:\n    case "go":\n        match = 1\n    case _:\n        case = match',
  lambdas: 'key = lambda pair: (pair[1], -pair[0])\nglobal z\nwith open("f") as f, g():\n    yield f',
  names: 'größe = 変数 + _x\nforge = import_x + classes.def_',
};

test.each(Object.entries(samples))('%s look as they will in the editor', (_, code) => {
  const wanted = painted((put) => highlightCode(code, parser.parse(code), highlighter, put, () => put('\n', '')));
  expect(painted((put) => colorPython(code, put))).toEqual(wanted);
});

test('a text that is cut off anywhere comes out whole', () => {
  const whole = Object.values(samples).join('\n');
  for (let end = 0; end < whole.length; end += 7) {
    let out = '';
    colorPython(whole.slice(0, end), (piece) => {
      out += piece;
    });
    expect(out).toBe(whole.slice(0, end));
  }
});

test('a line of IPython is left alone', () => {
  expect(painted((put) => colorPython('%pip install for "x"\n!ls', put)).every((one) => !one.includes('tok'))).toBe(
    true,
  );
});

test('a hundred kilobytes of broken quotes take no second', () => {
  const began = performance.now();
  colorPython(`f"{'`.repeat(25_000), () => {});
  colorPython('"""\\'.repeat(25_000), () => {});
  expect(performance.now() - began).toBeLessThan(1_000);
});
