import type { AuditRecord } from '../../../src/accounts/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { auditedActs } from './audited-acts.ts';

/** In words; the operation itself, by which the list is filtered, on hover. */
export function Act({ operation }: { operation: string }) {
  const { t } = useTranslation();
  const words = auditedActs[operation];
  return words === undefined ? <span className="mono">{operation}</span> : <span title={operation}>{t(words)}</span>;
}

/** On what; nothing where the record only names the operation's own path again. */
export function targetOf({ operation, target }: Pick<AuditRecord, 'operation' | 'target'>): string {
  return operation.endsWith(` ${target}`) ? '' : target;
}
