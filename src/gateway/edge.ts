import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../platform/index.ts';
import type { Control } from './control.ts';
import type { CredentialReader } from './identify.ts';
import type { Metrics } from './metrics.ts';
import type { OpenConnections } from './open-connections.ts';
import type { GatewayLimits } from './options.ts';
import type { ServerPools, TargetPools } from './proxy/pools.ts';
import type { RemoteReader } from './remote.ts';
import type { ReplicaCopy } from './replica/copy.ts';
import type { UseReport } from './report-use.ts';
import type { HostKind } from './rules/hosts.ts';
import type { WebFiles } from './web/web-files.ts';

/** What every request at the edge is answered with. */
export interface Edge {
  readonly limits: GatewayLimits;
  readonly log: Logger;
  readonly accessLog: Logger;
  /** Scheme, host and port, without a slash at the end. */
  readonly publicOrigin: string;
  readonly publicHost: string;
  readonly secure: boolean;
  hostKind(host: string): HostKind;
  readonly remote: RemoteReader;
  readonly credentials: CredentialReader;
  readonly copy: ReplicaCopy;
  readonly control: Control;
  readonly open: OpenConnections;
  readonly uses: UseReport;
  readonly targets: TargetPools;
  readonly toControl: ServerPools;
  /** Control again: calls of the Mesos API, each of which may be answered by a stream that never ends. */
  readonly toMesos: ServerPools;
  readonly web: WebFiles;
  readonly metrics: Metrics;
  /** Answers WebHDFS where files are not behind the accounts' own files servers. */
  readonly hadoopFiles: HadoopFiles | undefined;
  /** Whether /metrics is shown without a token: only this machine reaches the listeners. */
  readonly openMetrics: boolean;
  readonly ended: AbortSignal;
  /** Reads as far as control had decided by now; gives up quietly when control is away. */
  catchUp(): Promise<void>;
}

/** A storage that speaks WebHDFS itself; it answers in Hadoop's words whatever happens. */
export interface HadoopFiles {
  answer(req: IncomingMessage, res: ServerResponse, asked: HadoopQuestion): Promise<void>;
}

/** Of an account that was proven. */
export interface HadoopQuestion {
  readonly account: string;
  /** As in the address, behind the prefix of WebHDFS. */
  readonly path: string;
  readonly op: string;
  /** Without credentials, names and what is said of redirects. */
  readonly query: URLSearchParams;
}

/** The way in: from outside, or out of one account's sandbox. */
export interface Door {
  /** Only this account's credentials are good here; undefined: the door to the outside. */
  readonly inside: string | undefined;
  /** Everything here is the Mesos API, as on a port of a Mesos master. */
  readonly mesos?: true;
}
