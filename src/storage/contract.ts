import { type Static, Type } from 'typebox';
import { operation } from '../platform/operation.ts';

/**
 * What the tenant's files server answers below `/user/<name>/files`. It runs as the tenant, in its sandbox.
 *
 * A path is relative to the home, without a leading slash: `''` is the home, `samples/flights.parquet` a file in it,
 * `groups/<group>/…` a group's shared folder. Names are separated by `/`; `.`, `..`, empty names and NUL are refused.
 * Beside these operations stand, as they are not JSON:
 * - `GET|HEAD /content?path=[&download=1]`: the file; `Range`, `If-None-Match`, `If-Range` are honoured
 * - `PUT /content?path=[&conflict=replace|keep-both|fail]`: writes the whole body as this file, atomically; `If-Match`
 *   and `If-None-Match: *` are honoured; replies with an Entry. Missing folders are made
 * - `GET /zip?path=…[&path=…]`: the named files and folders as one zip, streamed; links are left out
 * - `/uploads`: tus 1.0.0 (creation, creation-with-upload, termination, expiration); `UploadMetadata` below
 */
export const filesBase = '/user/:name/files';

/** Who may: the gateway lets nobody but the account itself reach these. */
const policy = 'use your own files';
const params = Type.Object({ name: Type.String() });

export const HomePath = Type.String({ description: 'Relative to the home, without a leading slash', maxLength: 4096 });

/**
 * Who can open it, in words of the page:
 * `private` only the owner; `group` the members of `group` (read, or write too); `everyone` all accounts of the host;
 * `none` not even the owner.
 */
export const Access = Type.Object({
  who: Type.Union([Type.Literal('none'), Type.Literal('private'), Type.Literal('group'), Type.Literal('everyone')]),
  may: Type.Union([Type.Literal('nothing'), Type.Literal('read'), Type.Literal('write')]),
  group: Type.Optional(Type.String()),
  /** Like `rw-r-----`. */
  mode: Type.String(),
});
export type Access = Static<typeof Access>;

export const Entry = Type.Object({
  name: Type.String(),
  path: HomePath,
  /** What it is, or for a link what it leads to; `broken` is a link to nothing; `other` a device, socket or pipe. */
  kind: Type.Union([
    Type.Literal('file'),
    Type.Literal('folder'),
    Type.Literal('broken'),
    Type.Literal('other'),
    Type.Literal('unreadable'),
  ]),
  link: Type.Boolean(),
  /** Bytes; null for folders. */
  size: Type.Union([Type.Integer(), Type.Null()]),
  /** Milliseconds since 1970; null where it cannot be read. */
  changedAt: Type.Union([Type.Number(), Type.Null()]),
  owner: Type.Object({ name: Type.String(), you: Type.Boolean() }),
  access: Access,
  writable: Type.Boolean(),
});
export type Entry = Static<typeof Entry>;

/** What lists say of a notebook. */
export const NotebookFacts = Type.Object({
  languages: Type.Array(Type.String(), { description: 'kernels of its code cells, the most used first' }),
  lastRun: Type.Union([
    Type.Object({
      state: Type.Union([Type.Literal('done'), Type.Literal('failed'), Type.Literal('stopped')]),
      at: Type.String({ description: 'ISO 8601' }),
    }),
    Type.Null(),
  ]),
});
export type NotebookFacts = Static<typeof NotebookFacts>;

/** A file that was found by its name, wherever it lies. */
export const FoundFile = Type.Object({
  path: HomePath,
  /** Bytes. */
  size: Type.Integer(),
  /** Milliseconds since 1970. */
  changedAt: Type.Number(),
  owner: Type.Object({ name: Type.String(), you: Type.Boolean() }),
  notebook: Type.Optional(NotebookFacts),
});
export type FoundFile = Static<typeof FoundFile>;

export const FoundFiles = Type.Object({
  files: Type.Array(FoundFile, { description: 'the last changed first' }),
  total: Type.Integer({ description: 'how many there are, those beyond the limit included' }),
  complete: Type.Boolean({ description: 'false when there are more files than are looked at' }),
});
export type FoundFiles = Static<typeof FoundFiles>;

export const Space = Type.Object({
  /** Of the file system, in bytes. On a file system of the tenant's own, `usedBytes` is what the tenant uses. */
  totalBytes: Type.Integer(),
  freeBytes: Type.Integer(),
  usedBytes: Type.Integer(),
  freeFiles: Type.Integer(),
});
export type Space = Static<typeof Space>;

export const Place = Type.Object({
  kind: Type.Union([Type.Literal('home'), Type.Literal('group'), Type.Literal('trash')]),
  /** `''`, `groups/<group>`; for the trash `.stoa/trash`. */
  path: HomePath,
  /** The account's, the group's, or empty for the trash. */
  name: Type.String(),
  /** Bytes of what is in it; null while it is not counted yet. `counted` false: counting stopped early, it is more. */
  bytes: Type.Union([Type.Integer(), Type.Null()]),
  counted: Type.Boolean(),
  items: Type.Optional(Type.Integer()),
  writable: Type.Boolean(),
  space: Type.Optional(Space),
});
export type Place = Static<typeof Place>;

export const Places = Type.Object({
  places: Type.Array(Place),
  trash: Type.Object({ items: Type.Integer(), bytes: Type.Integer(), retentionDays: Type.Integer() }),
});
export type Places = Static<typeof Places>;

export const SortKey = Type.Union([Type.Literal('name'), Type.Literal('size'), Type.Literal('changed')]);
export type SortKey = Static<typeof SortKey>;

export const ListQuery = Type.Object({
  path: Type.Optional(HomePath),
  /** `next` of the page before. */
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
  sort: Type.Optional(SortKey),
  order: Type.Optional(Type.Union([Type.Literal('up'), Type.Literal('down')])),
  /** Part of the name, any case. */
  filter: Type.Optional(Type.String({ maxLength: 255 })),
  /** `1`: names that begin with a dot too. */
  hidden: Type.Optional(Type.Literal('1')),
  /** `1`: folders only, for choosing a destination. */
  folders: Type.Optional(Type.Literal('1')),
});
export type ListQuery = Static<typeof ListQuery>;

export const Listing = Type.Object({
  path: HomePath,
  /** Folders first, then by the asked order. */
  entries: Type.Array(Entry),
  /** Of all pages, after the filter. */
  total: Type.Integer(),
  next: Type.Union([Type.String(), Type.Null()]),
  /** May something be put into this folder. */
  writable: Type.Boolean(),
});
export type Listing = Static<typeof Listing>;

export const Conflict = Type.Union([Type.Literal('fail'), Type.Literal('replace'), Type.Literal('keep-both')]);
/** What to do where the name is taken: `fail` answers 409 `file-exists`; `keep-both` chooses "name (2).csv". */
export type Conflict = Static<typeof Conflict>;

export const TrashItem = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Where it was. */
  path: HomePath,
  kind: Entry.properties.kind,
  /** Null for a folder not counted yet. */
  bytes: Type.Union([Type.Integer(), Type.Null()]),
  deletedAt: Type.Number(),
  deletedBy: Type.String(),
  /** When it goes for good. */
  expiresAt: Type.Number(),
});
export type TrashItem = Static<typeof TrashItem>;

export const TrashPage = Type.Object({
  items: Type.Array(TrashItem),
  retentionDays: Type.Integer(),
});

export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  field: Type.Optional(Type.String()),
});

/** running → done | failed | cancelled. Copies and moves go on when the page is closed. */
export const Job = Type.Object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('copy'), Type.Literal('move'), Type.Literal('erase')]),
  state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled')]),
  doneBytes: Type.Integer(),
  /** Null until it has been counted. */
  totalBytes: Type.Union([Type.Integer(), Type.Null()]),
  doneItems: Type.Integer(),
  totalItems: Type.Union([Type.Integer(), Type.Null()]),
  /** Path worked on. */
  current: Type.String(),
  startedAt: Type.Number(),
  endedAt: Type.Union([Type.Number(), Type.Null()]),
  /** Where things are now. */
  results: Type.Array(HomePath),
  problem: Type.Optional(Problem),
});
export type Job = Static<typeof Job>;

export const Cell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);

export const TableColumn = Type.Object({
  name: Type.String(),
  /** DuckDB's name of the type. */
  type: Type.String(),
  nullable: Type.Optional(Type.Boolean()),
  min: Type.Optional(Cell),
  max: Type.Optional(Cell),
  nulls: Type.Optional(Type.Integer()),
  /** Compressed bytes of the column. */
  bytes: Type.Optional(Type.Integer()),
});

export const TablePreview = Type.Object({
  kind: Type.Literal('table'),
  format: Type.Union([Type.Literal('parquet'), Type.Literal('csv'), Type.Literal('tsv'), Type.Literal('jsonl')]),
  columns: Type.Array(TableColumn),
  /** Cells as text ready to show (numbers exact, times ISO), null for NULL. */
  rows: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
  /** Null where counting would mean reading the whole file. */
  rowCount: Type.Union([Type.Integer(), Type.Null()]),
  rowGroups: Type.Optional(Type.Integer()),
  compression: Type.Optional(Type.String()),
  delimiter: Type.Optional(Type.String()),
  header: Type.Optional(Type.Boolean()),
  createdBy: Type.Optional(Type.String()),
});
export type TablePreview = Static<typeof TablePreview>;

export const TextPreview = Type.Object({
  kind: Type.Literal('text'),
  text: Type.String(),
  encoding: Type.String(),
  /** A name for colouring the text: `python`, `sql`, `markdown`, `json`, … or empty. */
  language: Type.String(),
  truncated: Type.Boolean(),
});

export const ImagePreview = Type.Object({
  kind: Type.Literal('image'),
  /** Fetch it from `GET /content?path=`. */
  contentType: Type.String(),
  width: Type.Optional(Type.Integer()),
  height: Type.Optional(Type.Integer()),
});

export const NotebookOutput = Type.Object({
  type: Type.String(),
  /** Plain text; ANSI codes kept. */
  text: Type.Optional(Type.String()),
  /** `data:` address of a png or jpeg. */
  image: Type.Optional(Type.String()),
});

export const NotebookPreview = Type.Object({
  kind: Type.Literal('notebook'),
  kernel: Type.String(),
  language: Type.String(),
  cells: Type.Array(
    Type.Object({
      type: Type.Union([Type.Literal('code'), Type.Literal('markdown'), Type.Literal('raw')]),
      language: Type.String(),
      source: Type.String(),
      outputs: Type.Array(NotebookOutput),
    }),
  ),
  cellCount: Type.Integer(),
  truncated: Type.Boolean(),
});

export const FolderPreview = Type.Object({
  kind: Type.Literal('folder'),
  items: Type.Integer(),
  bytes: Type.Integer(),
  counted: Type.Boolean(),
});

export const NoPreview = Type.Object({
  kind: Type.Literal('none'),
  /** Why there is nothing to show. */
  reason: Type.Union([
    Type.Literal('binary'),
    Type.Literal('empty'),
    Type.Literal('too-large'),
    Type.Literal('damaged'),
  ]),
  detail: Type.String(),
});

export const Preview = Type.Union([TablePreview, TextPreview, ImagePreview, NotebookPreview, FolderPreview, NoPreview]);
export type Preview = Static<typeof Preview>;

/** Values of tus `Upload-Metadata` (each base64). */
export interface UploadMetadata {
  /** The destination folder, a home path. */
  path: string;
  filename: string;
  /** For a folder's upload: `data/2026/a.csv` below `path`, in place of `filename`; folders are made. */
  relativePath?: string;
  /** Default `fail`: 409 `file-exists` when creating, or on the last PATCH (then `finishUpload`). */
  conflict?: Conflict;
  /** Milliseconds since 1970 that the file keeps as its time of change. */
  modified?: string;
}

export const Upload = Type.Object({
  id: Type.String(),
  /** Where it will be. */
  path: HomePath,
  offset: Type.Integer(),
  length: Type.Integer(),
  createdAt: Type.Number(),
  expiresAt: Type.Number(),
  /** Complete, but its name was taken meanwhile: `finishUpload` with another conflict policy, or DELETE it. */
  waiting: Type.Boolean(),
});
export type Upload = Static<typeof Upload>;

/** One server-sent event of `watch`; its name is `type`. */
export const WatchEvent = Type.Union([
  /** Something in the listed folder changed: list it again. At most two a second. */
  Type.Object({ type: Type.Literal('changed'), path: HomePath }),
  /** The folder itself went away. */
  Type.Object({ type: Type.Literal('gone'), path: HomePath }),
  Type.Object({ type: Type.Literal('trash') }),
  Type.Object({ type: Type.Literal('job'), job: Job }),
]);
export type WatchEvent = Static<typeof WatchEvent>;

const Paths = Type.Array(HomePath, { minItems: 1, maxItems: 1000 });
const Ids = Type.Array(Type.String(), { minItems: 1, maxItems: 1000 });
const PathQuery = Type.Object({ path: Type.Optional(HomePath) });

const pathErrors = ['path-invalid', 'file-not-found', 'file-forbidden', 'not-a-folder', 'name-too-long'] as const;
const writeErrors = [...pathErrors, 'file-exists', 'no-space', 'over-quota', 'path-protected', 'read-only'] as const;

export const filesContract = {
  places: operation({
    method: 'GET',
    path: `${filesBase}/places`,
    summary: 'My files, each group and the trash, with sizes',
    policy,
    params,
    reply: Places,
    errors: [],
  }),
  list: operation({
    method: 'GET',
    path: `${filesBase}/list`,
    summary: 'What is in a folder',
    policy,
    params,
    query: ListQuery,
    reply: Listing,
    errors: [...pathErrors, 'cursor-invalid'],
  }),
  find: operation({
    method: 'GET',
    path: `${filesBase}/find`,
    summary: 'Files anywhere in the home and the groups, the last changed first',
    policy,
    params,
    query: Type.Object({
      ending: Type.Optional(Type.String({ maxLength: 64, description: 'of the name, e.g. .ipynb' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 1000 })),
    }),
    reply: FoundFiles,
    errors: [],
  }),
  stat: operation({
    method: 'GET',
    path: `${filesBase}/stat`,
    summary: 'One file or folder',
    policy,
    params,
    query: PathQuery,
    reply: Entry,
    errors: pathErrors,
  }),
  preview: operation({
    method: 'GET',
    path: `${filesBase}/preview`,
    summary: 'The beginning of a file, as data to show',
    policy,
    params,
    query: Type.Object({
      path: HomePath,
      /** Rows of a table. */
      rows: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
      /** Bytes of a text. */
      bytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_048_576, default: 262_144 })),
    }),
    reply: Preview,
    errors: [...pathErrors, 'preview-failed'],
  }),
  makeFolder: operation({
    method: 'POST',
    path: `${filesBase}/folders`,
    summary: 'Make a folder',
    policy,
    params,
    body: Type.Object({ path: HomePath, parents: Type.Optional(Type.Boolean()) }),
    reply: Entry,
    status: 201,
    errors: writeErrors,
  }),
  rename: operation({
    method: 'POST',
    path: `${filesBase}/rename`,
    summary: 'Give another name in the same folder',
    policy,
    params,
    body: Type.Object({ path: HomePath, name: Type.String({ minLength: 1 }) }),
    reply: Entry,
    errors: writeErrors,
  }),
  move: operation({
    method: 'POST',
    path: `${filesBase}/move`,
    summary: 'Move into another folder; between places this copies, then erases',
    policy,
    params,
    body: Type.Object({ paths: Paths, to: HomePath, conflict: Type.Optional(Conflict) }),
    reply: Job,
    status: 202,
    errors: writeErrors,
  }),
  copy: operation({
    method: 'POST',
    path: `${filesBase}/copy`,
    summary: 'Copy into a folder',
    policy,
    params,
    body: Type.Object({ paths: Paths, to: HomePath, conflict: Type.Optional(Conflict) }),
    reply: Job,
    status: 202,
    errors: writeErrors,
  }),
  jobs: operation({
    method: 'GET',
    path: `${filesBase}/jobs`,
    summary: 'Copies and moves, running and lately ended',
    policy,
    params,
    reply: Type.Object({ jobs: Type.Array(Job) }),
    errors: [],
  }),
  job: operation({
    method: 'GET',
    path: `${filesBase}/jobs/:id`,
    summary: 'How far a copy or move is',
    policy,
    params: Type.Object({ name: Type.String(), id: Type.String() }),
    reply: Job,
    errors: ['job-not-found'],
  }),
  cancelJob: operation({
    method: 'DELETE',
    path: `${filesBase}/jobs/:id`,
    summary: 'Stop a copy or move; what is not complete is taken away',
    policy,
    params: Type.Object({ name: Type.String(), id: Type.String() }),
    reply: Job,
    errors: ['job-not-found'],
  }),
  remove: operation({
    method: 'POST',
    path: `${filesBase}/delete`,
    summary: 'Put into the trash; with `forever`, erase what the trash cannot take',
    policy,
    params,
    body: Type.Object({ paths: Paths, forever: Type.Optional(Type.Boolean()) }),
    reply: Type.Object({ trashed: Type.Array(TrashItem), erased: Type.Array(HomePath) }),
    errors: [...writeErrors, 'trash-elsewhere'],
  }),
  trash: operation({
    method: 'GET',
    path: `${filesBase}/trash`,
    summary: 'What is in the trash, newest first',
    policy,
    params,
    query: Type.Object({
      /** `''` or `groups/<group>`; absent: all that this account can see. */
      place: Type.Optional(HomePath),
      /** Only what was deleted from this folder. */
      from: Type.Optional(HomePath),
    }),
    reply: TrashPage,
    errors: pathErrors,
  }),
  restore: operation({
    method: 'POST',
    path: `${filesBase}/trash/restore`,
    summary: 'Put back where it was; folders that are gone are made again',
    policy,
    params,
    body: Type.Object({ ids: Ids, conflict: Type.Optional(Conflict) }),
    reply: Type.Object({ restored: Type.Array(Entry) }),
    errors: [...writeErrors, 'trash-item-not-found'],
  }),
  erase: operation({
    method: 'POST',
    path: `${filesBase}/trash/erase`,
    summary: 'Erase items of the trash for good',
    policy,
    params,
    body: Type.Object({ ids: Ids }),
    reply: Job,
    status: 202,
    errors: ['trash-item-not-found', 'file-forbidden'],
  }),
  emptyTrash: operation({
    method: 'POST',
    path: `${filesBase}/trash/empty`,
    summary: 'Erase all that is in the trash of one place, or of all',
    policy,
    params,
    body: Type.Object({ place: Type.Optional(HomePath) }),
    reply: Job,
    status: 202,
    errors: ['file-forbidden'],
  }),
  uploads: operation({
    method: 'GET',
    path: `${filesBase}/uploads`,
    summary: 'Uploads that are not finished',
    policy,
    params,
    reply: Type.Object({ uploads: Type.Array(Upload) }),
    errors: [],
  }),
  finishUpload: operation({
    method: 'POST',
    path: `${filesBase}/uploads/:id/finish`,
    summary: 'Put a complete upload in place whose name was taken',
    policy,
    params: Type.Object({ name: Type.String(), id: Type.String() }),
    body: Type.Object({ conflict: Conflict }),
    reply: Entry,
    errors: [...writeErrors, 'upload-not-found', 'upload-incomplete'],
  }),
  watch: operation({
    method: 'GET',
    path: `${filesBase}/watch`,
    summary: 'Tells when a listed folder changes, and how jobs go on',
    policy,
    params,
    query: PathQuery,
    reply: WatchEvent,
    stream: 'events',
    errors: pathErrors,
  }),
  activity: operation({
    method: 'GET',
    path: `${filesBase}/activity`,
    summary: 'Whether the files server is busy, so that it can be stopped when idle',
    policy,
    params,
    reply: Type.Object({ busy: Type.Boolean(), lastActiveAt: Type.Number(), watching: Type.Integer() }),
    errors: [],
  }),
} as const;

export type FilesOperation = keyof typeof filesContract;
export type FilesReply<Name extends FilesOperation> = Static<(typeof filesContract)[Name]['reply']>;
