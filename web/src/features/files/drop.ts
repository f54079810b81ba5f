/** Reads what was dropped. Folders are walked and their files come flat: there are no folders on the server yet. */
export async function filesOfDrop(transfer: DataTransfer): Promise<{ files: File[]; folders: number }> {
  // Entries must be taken before the first await: the list is emptied when the event is over.
  const entries: FileSystemEntry[] = [];
  const loose: File[] = [];
  for (const item of Array.from(transfer.items)) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    if (entry) entries.push(entry);
    else {
      const file = item.getAsFile();
      if (file) loose.push(file);
    }
  }
  if (entries.length === 0 && loose.length === 0) return { files: Array.from(transfer.files), folders: 0 };
  const found = { files: loose, folders: 0 };
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: { files: File[]; folders: number }): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    if (!isClutter(file.name)) found.files.push(file);
    return;
  }
  if (!isFolder(entry)) return;
  found.folders += 1;
  const reader = entry.createReader();
  // readEntries answers in batches (100 in Chromium) and says the end with an empty one.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** What operating systems leave in folders; nobody means to share it. */
function isClutter(name: string): boolean {
  return name === '.DS_Store' || name === 'Thumbs.db' || name === 'desktop.ini';
}

export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer !== null && Array.from(transfer.types).includes('Files');
}

/** A pasted picture has no name of its own worth keeping ("image.png"): it gets the time. */
export function pastedFiles(transfer: DataTransfer | null, now: Date): File[] {
  if (!transfer) return [];
  return Array.from(transfer.files).map((file) => {
    if (!/^image\.\w+$/.test(file.name)) return file;
    const pad = (value: number) => String(value).padStart(2, '0');
    const day = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
    const time = `${pad(now.getHours())}.${pad(now.getMinutes())}.${pad(now.getSeconds())}`;
    const extension = file.name.slice(file.name.lastIndexOf('.'));
    return new File([file], `Pasted ${day} ${time}${extension}`, { type: file.type });
  });
}
