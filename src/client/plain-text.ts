/** Control characters but line ends and tabs, and what turns the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals would act on them
const orders = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** What others have named or said, as a terminal shows it and does not act on it. */
export const plainText = (text: string): string => text.replace(orders, '\ufffd');

/** The same as a part of one line: nobody's name looks like another line. */
export const plainCell = (text: string): string => plainText(text.replace(/[\t\n]/g, ' '));
