export type TargetKind = 'workspace' | 'files';

export interface TenantRoute {
  readonly account: string;
  readonly kind: TargetKind;
}

const kinds: ReadonlyMap<string, TargetKind> = new Map([
  ['api', 'workspace'],
  ['terminals', 'workspace'],
  ['kernelspecs', 'workspace'],
  ['stoa', 'workspace'],
  ['files', 'files'],
]);

/** Reads `/user/<account>/<part>/…`; undefined for any other path below `/user/`. */
export function readTenantRoute(path: string): TenantRoute | undefined {
  const nameEnd = path.indexOf('/', 6);
  if (nameEnd < 0) return undefined;
  const partEnd = path.indexOf('/', nameEnd + 1);
  const kind = kinds.get(path.slice(nameEnd + 1, partEnd < 0 ? undefined : partEnd));
  return kind && { account: path.slice(6, nameEnd), kind };
}
