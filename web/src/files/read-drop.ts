/** A file to upload, and where below the destination: `data/2026/a.csv`, or just its name. */
export interface Upload {
  readonly file: File;
  readonly relativePath: string;
}

/** Files of a drop, folders included. Entries must be taken before the event ends, so this starts at once. */
export async function readDrop(items: DataTransferItemList): Promise<Upload[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const found: Upload[] = [];
  for (const entry of entries) await walk(entry, '', found);
  return found;
}

/** Files of a file field; with `webkitdirectory` they carry the folder's path. */
export function readField(files: FileList): Upload[] {
  return [...files].map((file) => ({ file, relativePath: file.webkitRelativePath || file.name }));
}

async function walk(entry: FileSystemEntry, folder: string, found: Upload[]): Promise<void> {
  const path = folder ? `${folder}/${entry.name}` : entry.name;
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((done, failed) => entry.file(done, failed));
    found.push({ file, relativePath: path });
  } else if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader();
    // A reader gives at most 100 entries a time, and none at the end.
    for (;;) {
      const batch = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
      if (batch.length === 0) return;
      for (const child of batch) await walk(child, path, found);
    }
  }
}
