/** Markdown as plain words, for the moment before it can be drawn: the same lines without their marks. */
export function plainMarkdown(text: string): string {
  return text
    .replace(/^\s*(```|~~~).*\n?/gm, '')
    .replace(/^ {0,3}(#{1,6}\s+|>\s?)/gm, '')
    .replace(/^(\s*)[-*+]\s+(\[[ xX]\]\s+)?/gm, '$1• ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__)(\S(?:.*?\S)?)\1/g, '$2')
    .replace(/(^|[^\w*])[*_](\S(?:[^*_\n]*\S)?)[*_](?![\w*])/gm, '$1$2')
    .replace(/`+([^`\n]+)`+/g, '$1');
}
