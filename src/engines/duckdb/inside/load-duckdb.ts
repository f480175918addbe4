type NodeApi = typeof import('@duckdb/node-api');

let loading: Promise<NodeApi> | undefined;

/** Loading DuckDB's library takes longer than starting the process: it happens once, after the sockets listen. */
export function loadDuckDB(): Promise<NodeApi> {
  loading ??= import('@duckdb/node-api');
  return loading;
}
