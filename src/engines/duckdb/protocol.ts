/**
 * How the workspace server (and a thin `sql-kernel.js -f`) speaks to the SQL engine of the workspace.
 *
 * ## The engine
 * One process for each workspace: `$STOA_RELEASE/bin/node $STOA_RELEASE/inside/sql-kernel.js`, started beside
 * the workspace server by the sandbox's launcher. It hosts many kernels, one DuckDB connection each. A
 * database file has one writing process, so notebooks that share `$HOME/.stoa/sql/main.duckdb` share the engine.
 *
 * It reads: `HOME`, `STOA_RUNTIME` (socket), `STOA_RELEASE` (reader, native packages), and optionally
 * `STOA_MEMORY_BYTES` and `STOA_CPUS` (the task's limits), `STOA_RESULTS_BYTES` (stored results' limit).
 *
 * ## Control: HTTP/1.1 with JSON on the unix socket `$STOA_RUNTIME/sql.sock`
 *
 *     POST   /kernels                 OpenKernel  → 201 KernelStatus   sockets are bound when it answers
 *     GET    /kernels                             → 200 KernelStatus[]
 *     GET    /kernels/<id>                        → 200 KernelStatus
 *     DELETE /kernels/<id>                        → 204   ends its query, its sockets, its temp tables
 *     POST   /kernels/<id>/interrupt              → 204
 *     POST   /kernels/<id>/restart                → 200 KernelStatus   same sockets, new connection, count from 1
 *     GET    /status                              → 200 EngineStatus
 *
 * Opening an id that is open with the same connection file answers 200 with its status (a workspace server that
 * came back adopts it so). An error is {code, message}: 404 `kernel-not-found`, 409 `kernel-id-taken`,
 * 400 `connection-file-invalid`, 400 `request-invalid`, 500 `engine-failed`.
 *
 * While the engine is not up yet, connecting fails with ENOENT or ECONNREFUSED: try again every 10 ms for 5 s.
 *
 * ## The kernel
 * After POST /kernels the Jupyter sockets of the connection file (`ipc` or `tcp`, hmac-sha256) are bound and
 * speak protocol 5.4. Any other client starts it by its kernelspec: `sql-kernel.js -f {connection_file}`.
 *
 * An `execute_request` may carry in its `metadata` (`ExecuteMetadata`) the cell's id and the result's name:
 * `{cellId, stoa: {name, notebook}}`. The output is described in result.ts; its states come under one `display_id`.
 *
 * ## The Python kernel
 * For SQL results as data frames the workspace server starts `python3` with
 *
 *     $STOA_PYTHON/bin/python -m ipykernel_launcher -f <connection file> --ext stoa_ipython
 *     env: PYTHONPATH=$STOA_RELEASE/python[:the rest], HOME, STOA_NOTEBOOK=<OpenKernel.notebook of the same notebook>
 *
 * (`--ext` is IPython's `InteractiveShellApp.extra_extension`; the module is `$STOA_RELEASE/python/stoa_ipython.py`.)
 *
 * ## The reader
 * `$STOA_RELEASE/bin/node $STOA_RELEASE/inside/sql-reader.js`, started on demand by the workspace server with
 * env `HOME` and `STOA_LISTEN=<path of a unix socket>` (or with a listening socket as fd 3 and `STOA_LISTEN=fd:3`).
 * It ends by itself after `STOA_READER_IDLE_SECONDS` (default 120) without a request, exit code 0; a connection
 * refused means: start it again. Its routes are in result.ts.
 */

/** The name of the engine's control socket in `$STOA_RUNTIME`. */
export const engineSocketName = 'sql.sock';

export interface OpenKernel {
  /** The kernel's id as the Jupyter REST API shows it. */
  readonly id: string;
  /** Absolute path of a Jupyter connection file, readable by the engine. */
  readonly connectionFile: string;
  /** Where relative paths in SQL begin: the notebook's folder. Default: HOME. */
  readonly cwd?: string;
  /** An opaque key of the notebook, the same for all of its kernels (see STOA_NOTEBOOK); best one that a rename keeps. */
  readonly notebook?: string;
}

export type KernelState = 'starting' | 'idle' | 'busy';

export interface KernelStatus {
  readonly id: string;
  readonly state: KernelState;
  readonly executionCount: number;
  readonly connectionFile: string;
  readonly notebook: string;
  /** ISO 8601, UTC; of the last message on shell or the last change of state. */
  readonly lastActivity: string;
}

export interface RunningQuery {
  readonly kernelId: string;
  /** The first 200 characters. */
  readonly sql: string;
  readonly elapsedMs: number;
  /** 0 to 100, where DuckDB knows it. */
  readonly percent?: number;
}

export interface EngineStatus {
  readonly pid: number;
  /** Resident memory of the process. */
  readonly memoryBytes: number;
  /** DuckDB's own limit. */
  readonly memoryLimitBytes: number;
  readonly threads: number;
  /** `home`: main.duckdb is open; `memory`: it could not be, `databaseProblem` says why; `unopened`: no cell ran yet. */
  readonly database: 'unopened' | 'home' | 'memory';
  readonly databaseProblem?: string;
  readonly kernels: readonly KernelStatus[];
  readonly running: readonly RunningQuery[];
}

export type EngineErrorCode =
  | 'kernel-not-found'
  | 'kernel-id-taken'
  | 'connection-file-invalid'
  | 'request-invalid'
  | 'engine-failed';

/** What an `execute_request` may say in its metadata. */
export interface ExecuteMetadata {
  /** As JupyterLab sends it; results of the cell's older runs are removed. */
  readonly cellId?: string;
  readonly stoa?: {
    /** A Python identifier; default `_sql`. Every result is also `_sql` until the next one. */
    readonly name?: string;
    /** Overrides `OpenKernel.notebook`. */
    readonly notebook?: string;
    /** Ids of stored results by their names in the notebook, which count more than the names of runs. */
    readonly results?: Readonly<Record<string, string>>;
  };
}
