export type PutText = (piece: string, classes: string) => void;
/** Cuts a text into pieces with classes; a piece may hold line breaks. */
export type Coloring = (text: string, put: PutText) => void;
