/** What the engine says of itself (`GET /info`), as far as it matters here. */
export interface EngineInfo {
  osType: string;
  cgroupDriver: string;
  securityOptions: readonly string[];
  version: string;
}

export function parseEngineInfo(body: unknown): EngineInfo {
  const info: Record<string, unknown> = typeof body === 'object' && body !== null ? { ...body } : {};
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    osType: text(info.OSType),
    cgroupDriver: text(info.CgroupDriver),
    securityOptions: Array.isArray(info.SecurityOptions) ? info.SecurityOptions.map(text) : [],
    version: text(info.ServerVersion),
  };
}

/**
 * Why an engine that answers is not used; undefined when it is. Tasks have the ids of their tenants and the limits of
 * our control groups, so it must keep both as they are.
 */
export function whyNotUsable(engine: EngineInfo, host: { rung: number; limits: boolean }): string | undefined {
  const has = (name: string) => engine.securityOptions.some((option) => option.split(',').includes(`name=${name}`));
  if (host.rung !== 1) return `Tasks in Docker need rung 1, and this host gives rung ${host.rung}.`;
  if (!host.limits)
    return 'This host has no control groups for memory, cpu and processes, which hold containers to their limits.';
  if (engine.osType !== 'linux')
    return `The engine runs ${engine.osType || 'no known'} containers, not those of Linux.`;
  if (has('rootless') || has('userns'))
    return 'The engine changes the ids of users in containers, so files there would not be the tenant’s.';
  if (!has('seccomp') || engine.securityOptions.some((option) => option.includes('profile=unconfined')))
    return 'The engine has no filter of system calls (seccomp).';
  if (engine.cgroupDriver !== 'cgroupfs')
    return `The engine’s control groups are made by ${engine.cgroupDriver || 'nobody'}; it must be started with --exec-opt native.cgroupdriver=cgroupfs.`;
  return undefined;
}
