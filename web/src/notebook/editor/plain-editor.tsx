import { type KeyboardEvent, useLayoutEffect, useRef } from 'react';
import type * as Y from 'yjs';
import type { Commands } from '../commands.ts';
import { undoManagerOf } from '../document/undo.ts';
import { editKeys } from '../keys/bindings.ts';
import { forMachine, onMac, strokeName } from '../keys/stroke.ts';
import styles from './editor.module.css';
import { handOver, onWanted, registerField, type Where } from './open-editors.ts';
import { putText } from './put-text.ts';

interface PlainEditorProps {
  readonly cellId: string;
  readonly source: Y.Text;
  readonly commands: Commands;
  readonly wrapped: boolean;
  readonly hint: string;
  readonly onFocus: () => void;
  /** An input method is at work: the field must stay until it is done. */
  readonly onComposing: (composing: boolean) => void;
}

/**
 * A text field on the cell's shared text, for the time until the editor's code is here. Somebody who begins to type at
 * once loses nothing, and neither does somebody whose network went away before that code came.
 */
export function PlainEditor({ cellId, source, commands, wrapped, hint, onFocus, onComposing }: PlainEditorProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = field.current;
    if (area === null) return;
    undoManagerOf(source);
    area.value = source.toString();
    const observer = () => show(area, source);
    source.observe(observer);
    const forget = registerField(cellId, area);
    const stop = onWanted(cellId, (where) => focusAt(area, where));
    return () => {
      handOver(cellId, document.activeElement === area ? area.selectionEnd : null);
      forget();
      stop();
      source.unobserve(observer);
    };
  }, [cellId, source]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const stroke = strokeName(event);
    const binding = editKeys.find(({ keys }) => keys.some((key) => forMachine(key, onMac) === stroke));
    const area = event.currentTarget;
    const leaves = stroke === 'ArrowUp' ? onFirstLine(area) && -1 : stroke === 'ArrowDown' && onLastLine(area) && 1;
    if (binding !== undefined) binding.run(commands);
    else if (leaves !== false) {
      if (!commands.stepEditor(cellId, leaves)) return;
    } else if (stroke === 'Tab') {
      area.setRangeText('    ', area.selectionStart, area.selectionEnd, 'end');
      putText(source, area.value, area.selectionEnd);
    } else return;
    event.preventDefault();
  };
  return (
    <div className={`${styles.static} ${wrapped ? styles.wrapped : ''}`}>
      {!wrapped && <div className={styles.numbers} />}
      <textarea
        ref={field}
        className={`${styles.lines} ${styles.plain}`}
        aria-label={hint}
        placeholder={hint}
        spellCheck={false}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
        onChange={({ target }) => putText(source, target.value, target.selectionEnd)}
        onCompositionStart={() => onComposing(true)}
        onCompositionEnd={() => onComposing(false)}
      />
    </div>
  );
}

/** What others wrote comes into the field; the cursor stays between the letters where it was. */
function show(area: HTMLTextAreaElement, source: Y.Text): void {
  const text = source.toString();
  const before = area.value;
  if (before === text) return;
  const cursor = area.selectionEnd;
  const held = before.slice(0, cursor);
  area.value = text;
  const at = text.startsWith(held) ? cursor : Math.max(0, text.length - (before.length - cursor));
  area.setSelectionRange(at, at);
}

function onFirstLine({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): boolean {
  return selectionStart === selectionEnd && !value.slice(0, selectionEnd).includes('\n');
}

function onLastLine({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): boolean {
  return selectionStart === selectionEnd && !value.slice(selectionEnd).includes('\n');
}

function focusAt(area: HTMLTextAreaElement, where: Where): void {
  const { length } = area.value;
  if (where !== 'editor') {
    const at = where === 'start' ? 0 : where === 'end' ? length : Math.min(where, length);
    area.setSelectionRange(at, at);
  }
  area.focus();
}
