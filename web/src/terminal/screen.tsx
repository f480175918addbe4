import '@xterm/xterm/css/xterm.css';
import { Button, useComputedColorScheme } from '@mantine/core';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '../catalogue/use-translation.ts';
import { useNow } from '../parts/now.ts';
import { opensPalette } from '../shell/keys.ts';
import { screenTheme } from './screen-theme.ts';
import { stylesWithNonce } from './styles-with-nonce.ts';
import styles from './terminal.module.css';
import { type LinkState, TerminalLink } from './terminal-link.ts';

interface ScreenProps {
  readonly account: string;
  readonly name: string;
}

/** One terminal on the screen. What it showed before comes again from the server after a reload. */
export function Screen({ account, name }: ScreenProps) {
  const { t } = useTranslation();
  const scheme = useComputedColorScheme('light');
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef<{ terminal: Terminal; link: TerminalLink } | null>(null);
  const [state, setState] = useState<LinkState>({ phase: 'connecting' });
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const terminal = new Terminal({
      fontFamily: '"JetBrains Mono Variable", "Noto Sans Mono CJK SC", monospace',
      fontSize: 13,
      lineHeight: 1.25,
      cursorBlink: true,
      scrollback: 10_000,
      allowProposedApi: false,
      theme: screenTheme(element),
    });
    terminal.attachCustomKeyEventHandler((event) => !((event.shiftKey || event.metaKey) && opensPalette(event)));
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    const link = new TerminalLink({
      account,
      name,
      onText: (text) => terminal.write(text),
      onFresh: () => terminal.reset(),
      onState: setState,
      size: () => ({ rows: terminal.rows, columns: terminal.cols }),
    });
    let open = true;
    const watch = new ResizeObserver(() => {
      if (element.clientWidth > 0) fit.fit();
    });
    // The letters' size is measured once: the font must be here.
    void document.fonts.load('13px "JetBrains Mono Variable"').then(() => {
      if (!open) return;
      stylesWithNonce(() => terminal.open(element));
      watch.observe(element);
      fit.fit();
      terminal.focus();
    });
    terminal.onData((text) => link.type(text));
    terminal.onBinary((text) => link.type(text));
    terminal.onResize(() => link.resize());
    shown.current = { terminal, link };
    return () => {
      open = false;
      shown.current = null;
      watch.disconnect();
      link.close();
      terminal.dispose();
    };
  }, [account, name]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens change with the scheme
  useEffect(() => {
    const element = host.current;
    if (element !== null && shown.current !== null) shown.current.terminal.options.theme = screenTheme(element);
  }, [scheme]);
  return (
    <div className={styles.screen}>
      {state.phase === 'lost' && <Lost retryAt={state.retryAt} onRetry={() => shown.current?.link.connect()} />}
      {(state.phase === 'ended' || state.phase === 'signed-out') && (
        <div className={styles.note} role="status">
          {t(state.phase === 'ended' ? 'terminal.ended' : 'terminal.signedOut')}
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: xterm brings its own text area */}
      <div ref={host} className={styles.host} role="group" aria-label={t('terminal.screen', { name })} />
    </div>
  );
}

function Lost({ retryAt, onRetry }: { retryAt: number; onRetry: () => void }) {
  const { t } = useTranslation();
  const now = useNow(1000);
  return (
    <div className={styles.note} data-tone="wait" role="status">
      <span className="grow">{t('terminal.lost', { seconds: Math.max(0, Math.ceil((retryAt - now) / 1000)) })}</span>
      <Button variant="subtle" onClick={onRetry}>
        {t('terminal.tryNow')}
      </Button>
    </div>
  );
}
