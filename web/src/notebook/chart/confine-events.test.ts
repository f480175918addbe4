import * as vega from 'vega';
import { expect, test } from 'vitest';
import { confineEvents } from './confine-events.ts';

test('a chart hears no key and no other part of the page, and its inputs stay beside it, whatever it asks for', () => {
  const spec: vega.Spec = {
    config: { events: { bind: 'any', window: true, selector: true } },
    signals: [
      { name: 'typed', on: [{ events: 'window:keydown', update: 'event.key' }] },
      { name: 'fake', bind: { input: 'text', element: '#root' } },
    ],
  };
  const { eventConfig } = confineEvents(vega.parse(spec, undefined, { ast: true }));
  expect(eventConfig).toMatchObject({ bind: 'container', selector: false });
  expect(eventConfig?.window).not.toContain('keydown');
});
