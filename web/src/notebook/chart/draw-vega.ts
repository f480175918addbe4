import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import { confineEvents } from './confine-events.ts';

export interface Drawing {
  readonly host: HTMLElement;
  readonly spec: Record<string, unknown>;
  readonly kind: 'vega' | 'vega-lite';
  readonly rows: readonly Record<string, unknown>[] | undefined;
  readonly width: number;
  readonly height: number | undefined;
  readonly account: string;
  readonly theme: 'light' | 'dark';
}

/**
 * Draws into `host` and answers how to take it away. The expressions of the specification are interpreted, not compiled,
 * which the page's policy would forbid; it may load data from files of the home alone.
 */
export async function drawVega({ host, spec, kind, rows, width, height, account }: Drawing): Promise<() => void> {
  await Promise.all([
    document.fonts.load('12px "IBM Plex Sans Variable"'),
    document.fonts.load('600 12px "IBM Plex Sans Variable"'),
  ]);
  const config = themeConfig(host);
  const parsed =
    kind === 'vega'
      ? vega.parse(spec as vega.Spec, config as vega.Config, { ast: true })
      : vega.parse(
          compile(sized(spec, rows, width, height) as unknown as Parameters<typeof compile>[0], {
            config: config as never,
          }).spec,
          undefined,
          { ast: true },
        );
  const canvas = document.createElement('div');
  const view = new vega.View(confineEvents(parsed), {
    expr: expressionInterpreter,
    renderer: 'canvas',
    container: canvas,
    hover: true,
    loader: homeLoader(account),
    logLevel: vega.Error,
  });
  await view.runAsync();
  host.replaceChildren(canvas);
  return () => {
    view.finalize();
    canvas.remove();
  };
}

function sized(
  spec: Record<string, unknown>,
  rows: readonly Record<string, unknown>[] | undefined,
  width: number,
  height: number | undefined,
): Record<string, unknown> {
  const composed = ['hconcat', 'vconcat', 'concat', 'facet', 'repeat'].some((key) => key in spec);
  const data = rows === undefined ? {} : { data: { values: rows } };
  if (composed) return { ...spec, ...data };
  const own = spec.width === undefined || spec.width === 'container' || rows !== undefined;
  return {
    ...spec,
    ...data,
    background: 'transparent',
    ...(own
      ? {
          width: Math.max(80, rows === undefined ? Math.min(width - 4, 640) : width - 4),
          autosize: { type: 'fit', contains: 'padding' },
        }
      : {}),
    ...(height === undefined ? {} : { height }),
  };
}

/** Only files of the tenant's home; no address of the platform's own, no other host. */
function homeLoader(account: string): vega.Loader {
  const loader = vega.loader();
  const refuse = (uri: string) => Promise.reject(new Error(`Charts load files of your home only, not ${uri}`));
  loader.sanitize = (uri: string) => (/^data:image\//.test(uri) ? Promise.resolve({ href: uri }) : refuse(uri));
  loader.load = async (uri: string) => {
    if (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(uri)) return refuse(uri);
    const path = uri.replace(/^\/+/, '');
    const answer = await fetch(`/user/${encodeURIComponent(account)}/files/content?${new URLSearchParams({ path })}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.statusText}`);
    return answer.text();
  };
  return loader;
}

/** Vega's config from the page's tokens, as they are in the theme of now. */
function themeConfig(host: HTMLElement): Record<string, unknown> {
  const style = getComputedStyle(host);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const colors = (letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => token(`${letter}${index + 1}`));
  const font = '"IBM Plex Sans Variable", "PingFang SC", "Microsoft YaHei", "Noto Sans SC Variable", sans-serif';
  return {
    background: 'transparent',
    font,
    padding: 2,
    view: { stroke: null },
    axis: {
      labelColor: token('text-2'),
      titleColor: token('text-2'),
      labelFont: font,
      titleFont: font,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      gridColor: token('line'),
      domainColor: token('field'),
      tickColor: token('line-2'),
      labelLimit: 140,
    },
    axisTemporal: { grid: false, labelOverlap: 'greedy' },
    axisBand: { grid: false, ticks: false },
    legend: {
      labelColor: token('text-2'),
      titleColor: token('text-2'),
      labelFont: font,
      titleFont: font,
      labelFontSize: 12,
      titleFontSize: 12,
      orient: 'top',
      symbolType: 'square',
    },
    title: { color: token('text'), font, fontSize: 13, fontWeight: 600, anchor: 'start' },
    text: { color: token('text-2'), font, fontSize: 12 },
    range: { category: colors('c', 8), ramp: colors('q', 7), heatmap: colors('q', 7), diverging: colors('d', 7) },
    mark: { color: token('c1') },
    bar: { color: token('c1'), cornerRadiusEnd: 1.5, discreteBandSize: { band: 0.72 } },
    line: { color: token('c1'), strokeWidth: 2 },
    point: { color: token('c1') },
    area: { color: token('c1') },
    rule: { color: token('text-2') },
  };
}
