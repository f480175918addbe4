/** How the cluster is spoken of: sentences by code, and amounts, in English. Pure, for pages and the command line too. */
export { amountText, durationText, shareText, sizeText } from './rules/say/amount-text.ts';
export { english } from './rules/say/english.ts';
export { kindOf } from './rules/say/sentence.ts';
