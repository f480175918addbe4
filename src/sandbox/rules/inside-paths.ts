/** Where things are in a sandbox that has mounts of its own. Inside code reads them from its environment. */
export const inside = {
  release: '/opt/stoa',
  groups: '/groups',
  volumes: '/volumes',
  /** Read-only: the gateway's socket, and what the platform tells the sandbox. */
  gatewayFolder: '/run/stoa/gateway',
  /** A tmpfs on which the launcher makes the private runtime folder. */
  runtimeRoot: '/run/stoa/scratch',
  runtime: '/run/stoa/scratch/private',
  home: (account: string): string => `/home/${account}`,
} as const;
