import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Rooms in the order of their arrows: each may use those before it. */
const order = [
  'platform',
  'accounts',
  'gateway',
  'sandbox',
  'storage',
  'cluster',
  'engines',
  'workspace',
  'apps',
  'jobs',
  'operations',
  'client',
  'processes',
];

interface Import {
  readonly from: string;
  readonly to: string;
}

const sources = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
const imports = [...sources, ...globSync('web/src/**/*.{ts,tsx}', { cwd: root })].flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/g);
  return [...found].map((match) => ({
    from: file,
    to: relative(root, resolve(root, dirname(file), match[1] ?? match[2] ?? '')),
  }));
}

function roomOf(file: string): string | undefined {
  return /^src\/([^/]+)\//.exec(file)?.[1];
}

const insideOf = (file: string) => /\/inside\//.test(file);
/** Descriptions and pure decisions, which need nothing around them. */
const isDescription = (file: string) =>
  /\/(contract|words|result|protocol|task|problems)\.ts$|\/protocol\/|\/rules\/|^src\/platform\/(operation|problem|clock|ids)\.ts$/.test(
    file,
  );

test('every room is known', () => {
  const rooms = new Set(sources.map(roomOf).filter((room) => room !== undefined));
  expect([...rooms].filter((room) => !order.includes(room))).toEqual([]);
});

test('no arrow points back: a room uses only rooms before it', () => {
  const back = imports.filter(({ from, to }) => {
    const [a, b] = [roomOf(from), roomOf(to)];
    return a !== undefined && b !== undefined && order.indexOf(b) > order.indexOf(a);
  });
  expect(back).toEqual([]);
});

test('a room is entered through its index, its contract, its words, its settings, or, from a sandbox, its inside index', () => {
  const doors =
    /^src\/[^/]+\/((.*\/)?inside\/(.*\/)?index|index|config\/index|(.*\/)?contract|words|(.*\/)?protocol(\/.*)?|duckdb\/result)\.ts$/;
  const broken = imports.filter(({ from, to }) => {
    const [a, b] = [roomOf(from), roomOf(to)];
    if (a === undefined || b === undefined || a === b) return false;
    if (b === 'platform' && isDescription(to)) return false;
    return !doors.test(to);
  });
  expect(broken).toEqual([]);
});

test('what runs as the tenant pulls in nothing of the platform but descriptions and rules', () => {
  const broken = imports.filter(
    ({ from, to }) => insideOf(from) && to.startsWith('src/') && !insideOf(to) && !isDescription(to),
  );
  expect(broken).toEqual([]);
});

test('the browser imports only descriptions', () => {
  const broken = imports.filter(
    ({ from, to }) => from.startsWith('web/') && to.startsWith('src/') && !isDescription(to),
  );
  expect(broken).toEqual([]);
});

test('rules are pure: no input or output, no clock, no randomness', () => {
  const impure = sources
    .filter((file) => /\/rules\//.test(file))
    .filter((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return /from 'node:(?!path|net|buffer|url|querystring|zlib|crypto)|Date\.now\(|new Date\(\)|Math\.random|random(?:Bytes|UUID|Int)|performance\.now/.test(
        text,
      );
    });
  expect(impure).toEqual([]);
});

test('SQL of the platform stands in stores and migrations only', () => {
  const broken = sources
    .filter((file) => /^src\/(accounts|gateway|sandbox|storage|workspace|operations)\//.test(file) && !insideOf(file))
    .filter((file) => !/(store(\/[^/]+)?|migrations)\.ts$/.test(file))
    .filter((file) =>
      /\b(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(readFileSync(join(root, file), 'utf8')),
    );
  expect(broken).toEqual([]);
});

test('no file imports itself by a detour, not even for a type', () => {
  const next = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (path.includes(file) || done.has(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  expect(circles).toEqual([]);
});
