import { type Highlighter, tagHighlighter, tags } from '@lezer/highlight';

/** Classes for parts of code, the same in editors and in static code; editor-global.css gives them colours. */
export const highlighter: Highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.typeName], class: 'tok-key' },
  { tag: [tags.bool, tags.null, tags.self], class: 'tok-key' },
  { tag: [tags.string, tags.special(tags.string), tags.escape, tags.regexp, tags.monospace], class: 'tok-str' },
  { tag: [tags.number], class: 'tok-num' },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.propertyName),
      tags.function(tags.definition(tags.variableName)),
      tags.standard(tags.name),
      tags.className,
      tags.meta,
    ],
    class: 'tok-fn',
  },
  { tag: [tags.comment, tags.quote], class: 'tok-com' },
  { tag: [tags.heading, tags.strong], class: 'tok-strong' },
  { tag: [tags.emphasis], class: 'tok-em' },
  { tag: [tags.link, tags.url], class: 'tok-key' },
]);
