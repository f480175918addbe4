import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { chooseLanguage, type Language, languages } from '../catalogue/language.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import styles from './account.module.css';

/** Language and light or dark, kept on this device. */
export function LookPane() {
  const { t, language } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <section className="pane">
      <header>
        <h2>{t('account.look')}</h2>
      </header>
      <div className={styles.form}>
        <div>
          <span className="lab">{t('account.language')}</span>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('account.language')}
            value={language}
            onChange={(value) => void chooseLanguage(value === 'zh-CN' ? 'zh-CN' : 'en')}
            data={Object.entries(languages).map(([value, label]) => ({ value: value as Language, label }))}
          />
        </div>
        <div>
          <span className="lab">{t('account.scheme')}</span>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t('account.scheme')}
            value={colorScheme}
            onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
            data={[
              { value: 'auto', label: t('account.system') },
              { value: 'light', label: t('account.light') },
              { value: 'dark', label: t('account.dark') },
            ]}
          />
        </div>
      </div>
    </section>
  );
}
