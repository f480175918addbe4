import { Menu, UnstyledButton } from '@mantine/core';
import { IconChartBar, IconChartLine, IconChevronDown } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import type { ColumnFilter, ResultColumn, ResultOutput, ResultValue } from '../../../../src/engines/duckdb/result.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { record } from '../document/cell-shape.ts';
import type { ResultSource } from '../result/result-source.ts';
import styles from './chart.module.css';
import { type Aggregate, type ChartChoice, chartRows, chartSpec, choiceOf, guessChart } from './chart-choice.ts';
import { type ChartData, chartData, customRowLimit, isHorizontal, pointRows, pointsSpec } from './chart-data.ts';
import { timeTicks } from './time-ticks.ts';
import { VegaPicture } from './vega-picture.tsx';

interface ChartViewProps {
  readonly output: ResultOutput;
  readonly source: ResultSource;
  /** Only rows that pass are drawn. */
  readonly where: readonly ColumnFilter[];
  readonly spec: Record<string, unknown> | undefined;
  readonly onSpec: (spec: Record<string, unknown>) => void;
  /** Somebody has just asked for a chart here: the one that is drawn first is stored, too. */
  readonly keeps: boolean;
  readonly height: number;
  readonly locked: boolean;
}

const labelledBars = 30;
const barsShown = 40;

/** A chart of a stored result, with the chooser above it. */
export function ChartView({ output, source, where, spec, onSpec, keeps, height, locked }: ChartViewProps) {
  const { t } = useTranslation();
  const { columns } = output;
  const choice = useMemo(
    () =>
      choiceOf(spec, columns) ?? (spec === undefined ? guessChart(columns, output.firstRows, output.rowCount) : null),
    [spec, columns, output],
  );
  useEffect(() => {
    if (keeps && spec === undefined && choice !== null) onSpec(chartSpec(choice, columns));
  }, [keeps, spec, choice, columns, onSpec]);
  const { data, problem } = useChartData(source, output, choice, where);
  const values = useMemo(() => {
    if (data === null) return null;
    return data.from === 'points' ? pointRows(data.made) : chartRows(columns, data.rows);
  }, [data, columns]);
  const drawn = useMemo(() => {
    const base = spec ?? (choice === null ? {} : chartSpec(choice, columns));
    if (choice === null || data === null) return base;
    if (data.from === 'rows') {
      const measures = data.rows.map((row) => row[choice.x] ?? null);
      return withTicks(
        dressed(base, choice, columns, measures),
        data.rows.map((row) => row[choice.x] ?? null),
      );
    }
    const measures = data.made.points.map(([, measure]) => measure);
    return dressed(pointsSpec(base, choice, columns), { ...choice, aggregate: 'none' }, columns, measures);
  }, [spec, choice, columns, data]);
  if (choice === null && spec === undefined) return <div className={styles.note}>{t('notebook.chart.nothing')}</div>;
  const name = (index: number) => columns[index]?.name ?? '';
  const title = choice === null ? '' : headline(choice, columns, t);
  const change = (part: Partial<ChartChoice>) => choice !== null && onSpec(chartSpec({ ...choice, ...part }, columns));
  return (
    <div className={styles.chart}>
      {choice !== null && (
        <div className={styles.bar}>
          <Choice
            label=""
            value={t(`notebook.chart.${choice.mark}`)}
            icon={
              choice.mark === 'bar' ? (
                <IconChartBar size={16} stroke={1.75} />
              ) : (
                <IconChartLine size={16} stroke={1.75} />
              )
            }
            title={t('notebook.chart.type')}
            locked={locked}
            options={(['bar', 'line'] as const).map((mark) => [mark, t(`notebook.chart.${mark}`)])}
            onChoose={(mark) => change({ mark: mark === 'line' ? 'line' : 'bar' })}
          />
          <Choice
            label="X"
            value={name(choice.x)}
            locked={locked}
            options={named(columns)}
            onChoose={(x) => change({ x: Number(x) })}
          />
          <Choice
            label="Y"
            value={name(choice.y)}
            locked={locked}
            options={named(columns)}
            onChoose={(y) => change({ y: Number(y) })}
          />
          <Choice
            label={t('notebook.chart.color')}
            value={choice.color === null ? t('notebook.chart.none') : name(choice.color)}
            locked={locked}
            options={[['', t('notebook.chart.none')], ...named(columns)]}
            onChoose={(color) => change({ color: color === '' ? null : Number(color) })}
          />
          <Choice
            label={t('notebook.chart.values')}
            value={t(`notebook.chart.aggregate.${choice.aggregate}`)}
            locked={locked}
            options={(['none', 'mean', 'sum', 'min', 'max', 'count'] as const).map((one) => [
              one,
              t(`notebook.chart.aggregate.${one}`),
            ])}
            onChoose={(aggregate) => change({ aggregate: aggregate as Aggregate })}
          />
        </div>
      )}
      <div className={styles.title}>{title}</div>
      {problem !== null && <div className={styles.problem}>{t('notebook.chart.failed', { why: problem })}</div>}
      <Source data={data} output={output} />
      {values !== null && <VegaPicture spec={drawn} kind="vega-lite" rows={values} label={title} height={height} />}
    </div>
  );
}

/** Says what a chart of very many rows shows of them. */
function Source({ data, output }: { data: ChartData | null; output: ResultOutput }) {
  const { t, language } = useTranslation();
  const number = (value: number) => new Intl.NumberFormat(language).format(value);
  if (data === null) return null;
  if (data.from === 'points') {
    const { made, request } = data;
    const count = new Set(made.points.map(([axis]) => axis)).size;
    const envelope = request.mark === 'line' && request.aggregate === 'none' && made.points.length > count;
    const words = { rows: number(made.rowCount), count };
    return <div className={styles.note}>{t(`notebook.chart.${envelope ? 'envelope' : made.each}`, words)}</div>;
  }
  if (output.rowCount <= customRowLimit) return null;
  return <div className={styles.note}>{t('notebook.chart.first', { shown: number(customRowLimit) })}</div>;
}

function useChartData(
  source: ResultSource,
  output: ResultOutput,
  choice: ChartChoice | null,
  where: readonly ColumnFilter[],
): { readonly data: ChartData | null; readonly problem: string | null } {
  const [data, setData] = useState<ChartData | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    setProblem(null);
    if (!output.complete) {
      setData({ from: 'rows', rows: output.firstRows });
      return;
    }
    const stop = new AbortController();
    chartData(source, output, choice, where, stop.signal).then(setData, (error: unknown) => {
      if (!stop.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => stop.abort();
  }, [source, output, choice, where]);
  return { data, problem };
}

/** Of a time axis that nobody has formatted by hand. */
function withTicks(spec: Record<string, unknown>, along: readonly ResultValue[]): Record<string, unknown> {
  const encoding = record(spec.encoding);
  const x = record(encoding.x);
  const axis = x.type === 'temporal' && x.axis === undefined ? timeTicks(along) : undefined;
  return axis === undefined ? spec : { ...spec, encoding: { ...encoding, x: { ...x, axis } } };
}

/** Few bars carry their value; of many the largest are shown. */
function dressed(
  spec: Record<string, unknown>,
  choice: ChartChoice,
  columns: readonly ResultColumn[],
  /** The value of each bar. */
  measures: readonly ResultValue[],
): Record<string, unknown> {
  const { mark, encoding, ...rest } = spec;
  if (!isHorizontal(choice, columns) || choice.color !== null) return spec;
  const { x, y } = (encoding ?? {}) as { x?: Record<string, unknown>; y?: Record<string, unknown> };
  if (x === undefined || y === undefined) return spec;
  const text = { ...x, format: labelFormat(measures) };
  const layer: Record<string, unknown>[] = [{ mark }];
  if (measures.length <= labelledBars || choice.aggregate !== 'none')
    layer.push({ mark: { type: 'text', align: 'left', baseline: 'middle', dx: 4 }, encoding: { text } });
  const few =
    choice.aggregate === 'none' && measures.length > barsShown
      ? [{ window: [{ op: 'row_number', as: '__row' }] }, { filter: `datum.__row <= ${barsShown}` }]
      : [];
  return { ...rest, ...(few.length > 0 ? { transform: few } : {}), layer, encoding: { x: { ...x, title: null }, y } };
}

/** How the values at the bars' ends are written (d3-format): whole, with as many digits as tell them apart, or with k, M. */
export function labelFormat(values: readonly ResultValue[]): string {
  const numbers = values.map(Number).filter(Number.isFinite);
  const most = Math.max(...numbers.map(Math.abs), 0);
  if (most >= 1e6) return '.3~s';
  return numbers.every(Number.isInteger) ? ',d' : most >= 1000 ? ',.0f' : '.3~r';
}

type Words = ReturnType<typeof useTranslation>['t'];

function headline(choice: ChartChoice, columns: readonly ResultColumn[], t: Words): string {
  const horizontal = choice.mark === 'bar' && columns[choice.y]?.kind !== 'number';
  const measure = columns[horizontal ? choice.x : choice.y]?.name ?? '';
  const axis = columns[horizontal ? choice.y : choice.x]?.name ?? '';
  const what =
    choice.aggregate === 'none'
      ? measure
      : `${t(`notebook.chart.aggregate.${choice.aggregate}`)} ${choice.aggregate === 'count' ? '' : measure}`.trim();
  return t('notebook.chart.by', { measure: what, axis });
}

const named = (columns: readonly ResultColumn[]): [string, string][] =>
  columns.map((column, index) => [String(index), column.name]);

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly icon?: React.ReactNode;
  readonly title?: string;
  readonly options: readonly (readonly [string, string])[];
  readonly locked: boolean;
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, icon, title, options, locked, onChoose }: ChoiceProps) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={styles.choice} disabled={locked} aria-label={`${title ?? label}: ${value}`}>
          {icon}
          {label !== '' && <span className="t3">{label}</span>}
          <span className="el">{value}</span>
          {icon !== undefined && <IconChevronDown size={14} stroke={1.75} />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={styles.options ?? ''}>
        {options.map(([key, word]) => (
          <Menu.Item key={key} onClick={() => onChoose(key)}>
            {word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
