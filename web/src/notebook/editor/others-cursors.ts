import { type Extension, type Range, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, ViewPlugin, WidgetType } from '@codemirror/view';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { badgeOf } from '../document/people.ts';

/**
 * Carets of other people in this text. y-codemirror.next has the same, but styles them by attribute, which the page's
 * content policy forbids; here they are classes.
 */
export function othersCursors(source: Y.Text, awareness: Awareness): Extension {
  const redraw = StateEffect.define<DecorationSet>();
  const field = StateField.define<DecorationSet>({
    create: () => RangeSet.empty,
    update: (carets, transaction) => {
      for (const effect of transaction.effects) if (effect.is(redraw)) return effect.value;
      return carets.map(transaction.changes);
    },
    provide: (carets) => EditorView.decorations.from(carets),
  });
  const plugin = ViewPlugin.define((view) => {
    let frame = 0;
    const draw = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => view.dispatch({ effects: redraw.of(caretsOf(source, awareness)) }));
    };
    awareness.on('change', draw);
    draw();
    return {
      update: ({ selectionSet, docChanged, focusChanged }) => {
        if (!selectionSet && !docChanged && !focusChanged) return;
        const head = view.hasFocus
          ? Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(source, view.state.selection.main.head))
          : null;
        if (head === null && awareness.getLocalState()?.caret === undefined) return;
        queueMicrotask(() => awareness.setLocalStateField('caret', head));
      },
      destroy: () => {
        cancelAnimationFrame(frame);
        awareness.off('change', draw);
      },
    };
  });
  return [field, plugin];
}

function caretsOf(source: Y.Text, awareness: Awareness): DecorationSet {
  const doc = source.doc;
  const carets: Range<Decoration>[] = [];
  for (const [client, state] of awareness.getStates()) {
    if (doc === null || client === awareness.clientID || !state.caret) continue;
    const at = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(state.caret), doc);
    const name = Reflect.get(Object(state.user), 'name');
    if (at === null || at.type !== source || typeof name !== 'string') continue;
    carets.push(Decoration.widget({ widget: new Caret(name), side: 1 }).range(Math.min(at.index, source.length)));
  }
  return RangeSet.of(carets, true);
}

class Caret extends WidgetType {
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  override eq(other: Caret): boolean {
    return other.name === this.name;
  }
  override toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.className = `stoa-caret stoa-caret-${badgeOf(this.name)}`;
    caret.title = this.name;
    return caret;
  }
}
