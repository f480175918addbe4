export const notebook = { title: 'Notebook' } as const;
