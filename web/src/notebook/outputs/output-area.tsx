import { memo } from 'react';
import { resultMime } from '../../../../src/engines/duckdb/result.ts';
import { outputReferenceType } from '../../../../src/workspace/protocol/document.ts';
import { record, type SharedCell } from '../document/cell-shape.ts';
import { useOutputs } from '../document/use-cells.ts';
import { ResultView } from '../result/result-view.tsx';
import { ErrorOutput } from './error-output.tsx';
import { FramedOutput } from './framed-output.tsx';
import { ImageOutput } from './image-output.tsx';
import { JsonTree } from './json-tree.tsx';
import { Markdown } from './markdown.tsx';
import { joined, richest } from './mime.ts';
import { OutputBoundary } from './output-boundary.tsx';
import styles from './outputs.module.css';
import { ReferencedOutput } from './referenced-output.tsx';
import { StreamCutNote } from './stream-cut.tsx';
import { TextOutput } from './text-output.tsx';
import { VegaOutput } from './vega-output.tsx';

/** Everything the cell has put out, in order. */
export function OutputArea({ cell }: { cell: SharedCell }) {
  const outputs = useOutputs(cell);
  return outputs.map((output, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: outputs are only added at the end or replaced
    <OutputBoundary key={index} output={output}>
      <OneOutput output={output} cell={cell} />
    </OutputBoundary>
  ));
}

interface OneOutputProps {
  readonly output: unknown;
  readonly cell: SharedCell;
}

const OneOutput = memo(function OneOutput({ output, cell }: OneOutputProps) {
  const { output_type: type, name, text, data, metadata, ...rest } = record(output);
  if (type === 'stream') return <TextOutput text={joined(text)} tone={name === 'stderr' ? 'aside' : 'plain'} />;
  if (type === 'error') return <ErrorOutput error={rest} cell={cell} />;
  return <Bundle data={record(data)} metadata={record(metadata)} cell={cell} />;
});

export interface BundleProps {
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly cell: SharedCell;
}

/** A MIME bundle by its richest type. */
export function Bundle({ data, metadata, cell }: BundleProps) {
  const rich = richest(data);
  if (rich === null) return null;
  const { shown, mime, value } = rich;
  switch (shown) {
    case 'result':
      return <ResultView output={data[resultMime]} cell={cell} />;
    case 'cut':
      return <StreamCutNote cut={value} />;
    case 'reference':
      return (
        <ReferencedOutput
          reference={data[outputReferenceType]}
          words={joined(data['text/plain'])}
          draw={(content) => <Bundle data={content} metadata={{}} cell={cell} />}
        />
      );
    case 'vega-lite':
    case 'vega':
      return <VegaOutput spec={value} kind={shown} />;
    case 'html':
      return <FramedOutput html={joined(value)} />;
    case 'svg':
      return <FramedOutput html={joined(value)} />;
    case 'image':
      return (
        <ImageOutput
          mime={mime}
          base64={joined(value)}
          metadata={record(metadata[mime])}
          words={joined(data['text/plain'])}
        />
      );
    case 'markdown':
      return (
        <div className={styles.rich}>
          <Markdown text={joined(value)} />
        </div>
      );
    case 'latex':
      return (
        <div className={styles.rich}>
          <Markdown text={asMaths(joined(value))} />
        </div>
      );
    case 'json':
      return <JsonTree value={value} />;
    case 'text':
      return <TextOutput text={joined(value)} tone="plain" />;
    default:
      return shown satisfies never;
  }
}

function asMaths(latex: string): string {
  const bare = latex.trim();
  return bare.startsWith('$') ? bare : `$$\n${bare}\n$$`;
}
