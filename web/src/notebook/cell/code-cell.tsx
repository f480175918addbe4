import { UnstyledButton } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { resultMime } from '../../../../src/engines/duckdb/result.ts';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import { idOf, record, type SharedCell, sourceOf } from '../document/cell-shape.ts';
import { useCellFacts, useOutputs, useWatched } from '../document/use-cells.ts';
import type { Watched } from '../document/watched.ts';
import { languageOf } from '../editor/language-name.ts';
import { isInterruption } from '../outputs/error-output.tsx';
import { InputBox } from '../outputs/input-box.tsx';
import { OutputArea } from '../outputs/output-area.tsx';
import styles from './cell.module.css';
import { ResultName } from './result-name.tsx';
import { RunState } from './run-state.tsx';
import { SourceAtDistance } from './source-at-distance.tsx';
import type { Distance } from './use-near.ts';

interface CodeCellProps {
  readonly cell: SharedCell;
  readonly distance: Watched<Distance>;
  readonly editing: boolean;
}

export function CodeCell({ cell, distance, editing }: CodeCellProps) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const { kernelspecs, inputs } = useWatched(session.state);
  const facts = useCellFacts(cell, session.doc);
  const outputs = useOutputs(cell);
  const id = idOf(cell);
  const spec = kernelspecs.find((one) => one.name === facts.kernel);
  const language = languageOf(facts.kernel, spec?.language);
  const problem = useSyncExternalStore(
    (wake) => session.cellProblems.subscribe(id, wake),
    () => session.cellProblems.get(id),
  );
  const asked = inputs.filter((request) => request.cellId === id);
  const hasResult = outputs.some((output) => resultMime in record(record(output).data));
  const withOutputs = outputs.length > 0 || asked.length > 0 || problem !== undefined;
  return (
    <div className={styles.code}>
      <div className={styles.source}>
        {facts.sourceHidden ? (
          <Folded
            words={sourceOf(cell).toString().split('\n')[0] ?? ''}
            onOpen={() => commands.toggle('source', [id])}
          />
        ) : (
          <SourceAtDistance cell={cell} kind="code" language={language} distance={distance} editing={editing} />
        )}
        <div className={styles.corner}>
          {(outputs.length === 0 || facts.outputsHidden) && <RunState cell={cell} />}
          {language === 'sql' && <ResultName cell={cell} name={facts.name} />}
          <span className="lang">{language === 'sql' ? 'SQL' : tagOf(facts.kernel, spec?.displayName)}</span>
        </div>
      </div>
      {withOutputs && (
        <div className={styles.outputs}>
          {problem !== undefined && (
            <div className={styles.problem} role="alert">
              <b>{problem.message}</b> {problem.why} {problem.action}
            </div>
          )}
          {outputs.length > 0 && !hasResult && !facts.outputsHidden && (
            <div className={styles.outputState} data-over={isFailure(outputs[0]) || undefined}>
              <RunState cell={cell} />
            </div>
          )}
          {facts.outputsHidden ? (
            <Folded words={t('notebook.cell.outputsHidden')} onOpen={() => commands.toggle('outputs', [id])} />
          ) : (
            <OutputArea cell={cell} />
          )}
          {asked.map((request) => (
            <div key={request.inputId} className={styles.asked}>
              <InputBox request={request} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** A block of its own colour, which the state stands on. */
function isFailure(output: unknown): boolean {
  const { output_type: type, ename } = record(output);
  return type === 'error' && !isInterruption(ename);
}

/** One word for the language of a kernel. */
function tagOf(kernel: string, displayName: string | undefined): string {
  return kernel === 'python3' ? 'Python' : (displayName ?? kernel).replace(/ .*$/, '');
}

function Folded({ words, onOpen }: { words: string; onOpen: () => void }) {
  return (
    <UnstyledButton className={styles.folded} onClick={onOpen}>
      <span className="el mono">{words}</span>
      <span aria-hidden="true">···</span>
    </UnstyledButton>
  );
}
