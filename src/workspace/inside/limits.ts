const KiB = 1024;
const MiB = 1024 * KiB;

/** Every limit and delay of the workspace server that somebody might want to change. */
export const limits = {
  /** Largest single message that a kernel may send. */
  kernelMessageBytes: 512 * MiB,
  /** Largest body of a request, notebooks and uploads through the contents API included. */
  requestBodyBytes: 256 * MiB,
  /** Largest frame from a browser or a Jupyter client. */
  websocketMessageBytes: 128 * MiB,
  /** What a websocket may have waiting to be sent before it counts as too slow and is closed. */
  websocketBacklogBytes: 32 * MiB,
  /** Kernel messages kept for a client that is away. */
  awayBufferBytes: 16 * MiB,
  awayBufferMessages: 5_000,

  /** Of one stream of one cell, kept in the document: from its start, and of its end. */
  streamHeadBytes: 128 * KiB,
  streamTailBytes: 64 * KiB,
  /** What lies between them and is kept in a file. */
  streamKeptBytes: 16 * MiB,
  /** One MIME value of an output above this lies in a file beside the notebook. */
  outputInlineBytes: MiB,
  /** Outputs of one cell; those after are left out. */
  outputsPerCell: 1_000,
  /** How often a running cell's output goes into the document; while a tail is being cut. */
  outputEveryMs: 40,
  outputTailEveryMs: 500,

  /** The .ipynb is written this long after the last change, and at the latest this long after the first. */
  writeAfterMs: 1_000,
  writeAtLatestMs: 5_000,
  /** A document without pages and without running cells is put away after this. */
  documentIdleMs: 60_000,
  /** The journal is compacted when it is this large and this many times its document. */
  journalCompactBytes: 2 * MiB,
  journalCompactFactor: 4,
  /** What others may write is looked at before it is read: a notebook or another file, a journal, a lease. */
  fileReadBytes: 256 * MiB,
  journalBytes: 512 * MiB,
  /** Between the making of a lease and its words, where both cannot come at once. */
  leaseWordsMs: 250,
  leaseBytes: 4 * KiB,
  /** A lease not renewed for this long may be taken. */
  leaseSeconds: 20,
  leaseRenewSeconds: 1,
  /** A request for it, repeated all the while, is forgotten when it has not been for this long: who asked is gone. */
  leaseRequestSeconds: 3,
  /** How often the journal of a notebook that another workspace writes is looked at. */
  followEveryMs: 250,
  /** Who asks to write waits so long for the cells that run where the notebook is written. */
  takeOverSeconds: 600,

  /** A kernel that has not answered by then did not start. */
  kernelStartSeconds: 60,
  /** Completion and help are given up after this. */
  kernelAnswerSeconds: 20,
  /** From asking a kernel to end to killing it. */
  kernelShutdownSeconds: 5,
  /** How long a Python kernel waits for the platform to finish installing Python. */
  pythonPreparedSeconds: 900,
  /** A Python that waits to become a kernel ends after this. */
  sparePythonSeconds: 300,
  /** Terminal output replayed to a page that comes (back). */
  terminalScrollbackBytes: MiB,
  terminals: 30,
  /** The reader of stored results ends after this long without a request. */
  readerIdleSeconds: 60,
} as const;
