import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from '../catalogue/use-translation.ts';
import { useNotebook } from './context.ts';

/** A restart loses what the kernels hold in memory: it says so first. */
export function RestartDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { commands } = useNotebook();
  const act = (run: () => void) => () => {
    run();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t('notebook.restart.title')}>
      <p className="t2">{t('notebook.restart.lost')}</p>
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t('parts.cancel')}
        </Button>
        <Button variant="default" onClick={act(() => commands.restart({ runAll: true }))}>
          {t('notebook.restart.runAll')}
        </Button>
        <Button data-autofocus onClick={act(() => commands.restart())}>
          {t('notebook.restart.restart')}
        </Button>
      </Group>
    </Modal>
  );
}
