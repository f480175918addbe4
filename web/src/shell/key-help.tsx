import { Modal } from '@mantine/core';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './key-help.module.css';
import { commandKey } from './keys.ts';

/** Every key that works, by place. */
export default function KeyHelp({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const groups = [
    {
      title: t('keys.everywhere'),
      keys: [
        [[`${commandKey} K`], t('keys.palette')],
        [['Ctrl Shift K'], t('keys.paletteInTerminal')],
        [['?'], t('keys.help')],
        [['Esc'], t('keys.escape')],
      ],
    },
    {
      title: t('keys.lists'),
      keys: [
        [['↑', '↓'], t('keys.move')],
        [['Enter'], t('keys.open')],
        [['Space'], t('keys.choose')],
        [['Shift ↑', 'Shift ↓'], t('keys.extend')],
        [[`${commandKey} A`], t('keys.all')],
      ],
    },
    {
      title: t('keys.files'),
      keys: [
        [['F2'], t('keys.rename')],
        [['Delete'], t('keys.delete')],
        [['Backspace'], t('keys.up')],
      ],
    },
    {
      title: t('keys.notebook'),
      keys: [
        [['Shift Enter'], t('keys.runNext')],
        [[`${commandKey} Enter`], t('keys.run')],
        [['Esc', 'Enter'], t('keys.editor')],
        [['A', 'B'], t('keys.add')],
        [['D D'], t('keys.deleteCell')],
        [['I I'], t('keys.interrupt')],
        [['0 0'], t('keys.restart')],
      ],
    },
  ] as const;
  return (
    <Modal opened onClose={close} title={t('shell.keys')} size="lg">
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group.title}>
            <h2>{group.title}</h2>
            <dl className={styles.keys}>
              {group.keys.map(([keys, words]) => (
                <div key={words} className={styles.line}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd className="t2">{words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
