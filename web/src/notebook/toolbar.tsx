import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconChevronDown,
  IconDots,
  IconPlayerPlayFilled,
  IconPlayerStop,
  IconPlus,
  IconRefresh,
} from '@tabler/icons-react';
import type { Workspace } from '../api/workspace.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { formatBytes } from '../parts/format-bytes.ts';
import { Meter } from '../parts/meter.tsx';
import { useNotebook } from './context.ts';
import { useWatched } from './document/use-cells.ts';
import { KernelStatus } from './kernel-status.tsx';
import type { PageActions } from './keys/bindings.ts';
import styles from './notebook.module.css';

interface ToolbarProps {
  readonly page: PageActions;
  readonly workspace: Workspace | null;
}

export function Toolbar({ page, workspace }: ToolbarProps) {
  const { t } = useTranslation();
  const { session, commands } = useNotebook();
  const { readOnly, kernelspecs, kernels, link } = useWatched(session.state);
  const off = readOnly || link.phase !== 'open';
  const others = kernelspecs.filter((spec) => spec.name !== 'sql' && spec.name !== 'python3');
  const busy = kernels.some((kernel) => kernel.phase === 'busy' || kernel.queue.length > 0);
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={t('notebook.toolbar')}>
      <Button
        leftSection={<IconPlayerPlayFilled size={16} />}
        disabled={off}
        onClick={() => commands.runAll()}
        data-testid="run-all"
      >
        {t('notebook.runAll')}
      </Button>
      <Tooltip position="bottom" label={`${t('notebook.key.interrupt')}  I I`}>
        <ActionIcon
          aria-label={t('notebook.key.interrupt')}
          disabled={off || !busy}
          onClick={() => commands.interrupt()}
        >
          <IconPlayerStop size={16} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      <Tooltip position="bottom" label={`${t('notebook.key.restart')}  0 0`}>
        <ActionIcon
          className={styles.wide ?? ''}
          aria-label={t('notebook.key.restart')}
          disabled={off}
          onClick={() => page.confirmRestart()}
        >
          <IconRefresh size={16} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
      <span className={`${styles.rule} ${styles.wide}`} />
      {!readOnly && (
        <div className={`row ${styles.wide}`}>
          <Add word="SQL" onClick={() => commands.addOf('code', 'sql')} />
          <Add word="Python" onClick={() => commands.addOf('code', 'python3')} />
          <Add word={t('notebook.kind.text')} onClick={() => commands.addOf('markdown')} />
          <Menu position="bottom-start">
            <Menu.Target>
              <ActionIcon aria-label={t('notebook.moreKinds')}>
                <IconChevronDown size={16} stroke={1.75} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {others.map((spec) => (
                <Menu.Item key={spec.name} onClick={() => commands.addOf('code', spec.name)}>
                  {spec.displayName}
                </Menu.Item>
              ))}
              <Menu.Item onClick={() => commands.addOf('raw')}>{t('notebook.kind.raw')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
      <span className="grow" />
      <KernelStatus />
      <Memory workspace={workspace} />
      <MoreMenu page={page} />
    </div>
  );
}

function Add({ word, onClick }: { word: string; onClick: () => void }) {
  return (
    <Button variant="subtle" leftSection={<IconPlus size={16} stroke={1.75} />} onClick={onClick}>
      {word}
    </Button>
  );
}

function MoreMenu({ page }: { page: PageActions }) {
  const { t } = useTranslation();
  const { commands } = useNotebook();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label={t('notebook.more')}>
          <IconDots size={16} stroke={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => page.find()}>{t('notebook.key.find')}</Menu.Item>
        <Menu.Item onClick={() => commands.restart({ runAll: true })}>{t('notebook.restart.runAll')}</Menu.Item>
        <Menu.Item onClick={() => commands.clearAllOutputs()}>{t('notebook.clearAll')}</Menu.Item>
        <Menu.Item onClick={() => commands.save()}>{t('notebook.key.save')}</Menu.Item>
        <Menu.Item onClick={() => page.showKeys()}>{t('notebook.key.allKeys')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Memory of the workspace against its limit. */
function Memory({ workspace }: { workspace: Workspace | null }) {
  const { t, language } = useTranslation();
  const memory = workspace?.limits.find((limit) => limit.kind === 'memory');
  if (memory?.used === undefined || memory.used === null) return null;
  const [used, whole] = [formatBytes(memory.used, language), formatBytes(memory.limit, language)];
  return (
    <span className={`${styles.memory} ${styles.wide}`}>
      <Meter value={memory.used} whole={memory.limit} label={t('notebook.memory')} />
      <span className="s12 t2">{t('notebook.memoryOf', { used, whole })}</span>
    </span>
  );
}
