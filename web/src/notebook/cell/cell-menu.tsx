import { Menu, UnstyledButton } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { useNotebook } from '../context.ts';
import { idOf, type SharedCell } from '../document/cell-shape.ts';
import { useWatched } from '../document/use-cells.ts';
import { keyCaps, onMac } from '../keys/stroke.ts';
import styles from './cell.module.css';

interface CellMenuProps {
  readonly cell: SharedCell;
  readonly kind: 'code' | 'markdown' | 'raw';
}

/** What can be done with one cell, with the keys that do the same. */
export function CellMenu({ cell, kind }: CellMenuProps) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const { kernelspecs } = useWatched(session.state);
  const id = idOf(cell);
  const key = (keys: string) => <span className="t3 s12">{keyCaps(keys, onMac).join(' ')}</span>;
  const act = (run: () => void) => () => {
    commands.choose(id);
    run();
  };
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <UnstyledButton className={styles.more} aria-label={t('notebook.cell.more')}>
          <IconDots size={14} stroke={1.75} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {kind === 'code' && (
          <>
            <Menu.Item onClick={act(() => commands.runFrom('above'))}>{t('notebook.cell.runAbove')}</Menu.Item>
            <Menu.Item onClick={act(() => commands.runFrom('below'))}>{t('notebook.cell.runBelow')}</Menu.Item>
            <Menu.Divider />
          </>
        )}
        {kernelspecs.map((spec) => (
          <Menu.Item key={spec.name} onClick={act(() => commands.change('code', spec.name, [id]))}>
            {t('notebook.cell.turnInto', { kind: spec.displayName })}
          </Menu.Item>
        ))}
        {kind !== 'markdown' && (
          <Menu.Item rightSection={key('m')} onClick={act(() => commands.change('markdown', undefined, [id]))}>
            {t('notebook.cell.turnInto', { kind: t('notebook.kind.text') })}
          </Menu.Item>
        )}
        {kind !== 'raw' && (
          <Menu.Item rightSection={key('r')} onClick={act(() => commands.change('raw', undefined, [id]))}>
            {t('notebook.cell.turnInto', { kind: t('notebook.kind.raw') })}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item rightSection={key('Alt-ArrowUp')} onClick={act(() => commands.move(-1, [id]))}>
          {t('notebook.key.moveUp')}
        </Menu.Item>
        <Menu.Item rightSection={key('Alt-ArrowDown')} onClick={act(() => commands.move(1, [id]))}>
          {t('notebook.key.moveDown')}
        </Menu.Item>
        <Menu.Item onClick={act(() => commands.duplicate(id))}>{t('notebook.cell.duplicate')}</Menu.Item>
        {kind === 'code' && (
          <>
            <Menu.Item onClick={act(() => commands.toggle('source', [id]))}>
              {t('notebook.cell.toggleSource')}
            </Menu.Item>
            <Menu.Item rightSection={key('o')} onClick={act(() => commands.toggle('outputs', [id]))}>
              {t('notebook.key.toggleOutputs')}
            </Menu.Item>
            <Menu.Item onClick={act(() => commands.clearOutputs([id]))}>{t('notebook.cell.clearOutputs')}</Menu.Item>
          </>
        )}
        <Menu.Divider />
        <Menu.Item data-danger rightSection={key('d d')} onClick={act(() => commands.delete([id]))}>
          {t('notebook.key.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
