import { Modal } from '@mantine/core';
import { useTranslation } from '../../catalogue/use-translation.ts';
import { type Binding, commandKeys, editKeys } from './bindings.ts';
import styles from './keys.module.css';
import { forMachine, keyCaps, onMac } from './stroke.ts';

/** Every key of a notebook, by mode. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const section = (title: string, bindings: readonly (Binding & { word: keyof Words })[]) => (
    <section>
      <h2>{title}</h2>
      <dl className={styles.list}>
        {bindings.map(({ keys, word }) => (
          <div key={word} className={styles.line}>
            <dt>
              {onThisMachine(keys).map((one) => (
                <span key={one} className={styles.caps}>
                  {keyCaps(one, onMac).map((cap, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the same key may come twice
                    <kbd key={index}>{cap}</kbd>
                  ))}
                </span>
              ))}
            </dt>
            <dd>{t(`notebook.key.${word}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
  return (
    <Modal opened onClose={onClose} title={t('notebook.key.allKeys')} size="xl">
      <div className={styles.groups}>
        {section(t('notebook.keys.command'), commandKeys)}
        <div>
          {section(t('notebook.keys.edit'), editKeys)}
          <p className={`s12 t2 ${styles.more}`}>{t('notebook.keys.tab')}</p>
        </div>
      </div>
    </Modal>
  );
}

/** A key of the other kind of machine, and one that reads the same as another, is not shown. */
function onThisMachine(keys: readonly string[]): string[] {
  const here = keys.filter((one) => onMac || !one.startsWith('Meta-')).map((one) => forMachine(one, onMac));
  return [...new Set(here)];
}

type Words = Record<(typeof commandKeys)[number]['word'] | (typeof editKeys)[number]['word'], string>;
