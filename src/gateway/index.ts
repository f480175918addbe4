export type { HadoopFiles, HadoopQuestion } from './edge.ts';
export { CannotListen } from './listen-at.ts';
export { defaultLimits, type GatewayLimits, type GatewayOptions } from './options.ts';
export {
  Account as ReplicaAccount,
  Credential as ReplicaCredential,
  Target as ReplicaTarget,
} from './replica/entries.ts';
export { type ReplicaHooks, replicaRoutes } from './replica/replica-routes.ts';
export type { TargetKind } from './rules/tenant-route.ts';
export { type Gateway, startGateway } from './start-gateway.ts';
