/** What the gateway process is started with: plain data, so that it can travel between processes. */
export interface GatewayOptions {
  /** Addresses to listen at; port 0 takes any free one. */
  readonly listen: readonly { readonly host: string; readonly port: number }[];
  /** Addresses at which nothing is served but the Mesos API, as at a Mesos master's. */
  readonly mesosListen?: GatewayOptions['listen'] | undefined;
  /** PEM files, read again when they change; without them the gateway speaks plain HTTP. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined;
  /** The address that people type, like `https://data.example.org`; empty: `http://localhost:<first port>`. */
  readonly publicUrl: string;
  /** Tenants' own hosts are `<label>.<suffix>`, on the public address's port; null: there are none. */
  readonly contentHostSuffix: string | null;
  /** The built web application. */
  readonly webDir: string;
  /** Where control answers. */
  readonly controlSocket: string;
  /** Folder of the sockets; `inside/<account>/gateway.sock` is listened at for requests from inside sandboxes. */
  readonly runDir: string;
  /** Addresses or networks (`10.0.0.0/8`) whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[] | undefined;
  readonly limits?: Partial<GatewayLimits> | undefined;
  readonly log: { readonly level: string };
}

/** Every bound of the gateway has a name. Times are milliseconds, sizes bytes. */
export interface GatewayLimits {
  /** A request line and its headers, together. */
  readonly headerBytes: number;
  readonly headerCount: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** A request body that stands still for so long is given up. */
  readonly bodyIdleMs: number;
  readonly keepAliveMs: number;
  /** Bytes of a request's body to control. */
  readonly controlBodyBytes: number;
  /** Connections from outside, of everybody together; fewer where the process may not open twice as many files. */
  readonly connections: number;
  /** Connections from one address outside that is no trusted proxy, however many people are behind it. */
  readonly connectionsPerAddress: number;
  /** Connections from inside the sandbox of one account. */
  readonly connectionsInside: number;
  readonly websocketsPerAccount: number;
  readonly requestsPerAccount: number;
  /** Requests to control underway at once, streams of events among them: of an account, or of an address nobody signed in from. */
  readonly controlRequestsPerAccount: number;
  /** Connections kept to one tenant's server; more requests wait for one of them. */
  readonly connectionsPerTarget: number;
  /** How long a request waits for a workspace server that is starting again. */
  readonly restartMs: number;
  /** The same for control. */
  readonly controlRestartMs: number;
  /** How long a server may think before it answers. */
  readonly answerMs: number;
  /** How long control may take to begin the answer to a page's question that changes nothing: one that stands still answers nothing. */
  readonly controlQuestionMs: number;
  /** Control's streams say every 15 s that they are still there; after so long without a word they are broken off. */
  readonly controlSilenceMs: number;
  /** How long a task that starts on demand may take. */
  readonly ensureMs: number;
  /** Without a word from control for so long, sessions and routes are no longer trusted for new requests. */
  readonly aloneMs: number;
  /** Control is told so often which credentials were used. */
  readonly tellUseMs: number;
}

export const defaultLimits: GatewayLimits = {
  headerBytes: 16_384,
  headerCount: 100,
  headersMs: 10_000,
  bodyIdleMs: 60_000,
  keepAliveMs: 65_000,
  controlBodyBytes: 4 * 2 ** 20,
  connections: 20_000,
  connectionsPerAddress: 4_000,
  connectionsInside: 1_000,
  websocketsPerAccount: 500,
  requestsPerAccount: 1_000,
  controlRequestsPerAccount: 200,
  connectionsPerTarget: 128,
  restartMs: 2_000,
  controlRestartMs: 5_000,
  answerMs: 300_000,
  controlQuestionMs: 12_000,
  controlSilenceMs: 35_000,
  ensureMs: 30_000,
  aloneMs: 600_000,
  tellUseMs: 60_000,
};
