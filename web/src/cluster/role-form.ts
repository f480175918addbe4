import type { PriorityClass, Role, RoleChange, SomeResources } from '../../../src/cluster/contract.ts';

/** What is typed; amounts of memory in GiB, empty: none. */
export interface RoleForm {
  readonly weight: string;
  readonly guaranteeCpus: string;
  readonly guaranteeMemory: string;
  readonly limitCpus: string;
  readonly limitMemory: string;
  readonly highestClass: PriorityClass;
}

const gib = 1024 ** 3;

export function formOf({ weight, guarantee, limit, highestClass }: Role): RoleForm {
  const cpus = (amounts: SomeResources) => (amounts.cpus === undefined ? '' : String(amounts.cpus));
  const memory = ({ memory }: SomeResources) => (memory === undefined ? '' : String(Number((memory / gib).toFixed(3))));
  return {
    weight: String(weight),
    ...{ guaranteeCpus: cpus(guarantee), guaranteeMemory: memory(guarantee) },
    ...{ limitCpus: cpus(limit), limitMemory: memory(limit), highestClass },
  };
}

/** The fields that cannot be what they say. */
export function wrongFields(form: RoleForm): ReadonlySet<keyof RoleForm> {
  const wrong = new Set<keyof RoleForm>();
  if (!(number(form.weight) > 0)) wrong.add('weight');
  for (const name of ['guaranteeCpus', 'guaranteeMemory', 'limitCpus', 'limitMemory'] as const)
    if (form[name].trim() !== '' && !(number(form[name]) >= 0)) wrong.add(name);
  for (const kind of ['Cpus', 'Memory'] as const) {
    const limit = form[`limit${kind}`].trim();
    if (limit !== '' && number(form[`guarantee${kind}`] || '0') > number(limit)) wrong.add(`guarantee${kind}`);
  }
  return wrong;
}

/** What to change; null: nothing. Kinds that the form does not show stay as they are. */
export function changeOf(role: Role, form: RoleForm): RoleChange | null {
  const before = formOf(role);
  const change: RoleChange = { path: role.path };
  if (form.weight !== before.weight) change.weight = number(form.weight);
  if (form.guaranteeCpus !== before.guaranteeCpus || form.guaranteeMemory !== before.guaranteeMemory)
    change.guarantee = amountsOf(role.guarantee, form.guaranteeCpus, form.guaranteeMemory);
  if (form.limitCpus !== before.limitCpus || form.limitMemory !== before.limitMemory)
    change.limit = amountsOf(role.limit, form.limitCpus, form.limitMemory);
  if (form.highestClass !== before.highestClass) change.highestClass = form.highestClass;
  return Object.keys(change).length > 1 ? change : null;
}

function amountsOf({ cpus: _, memory: __, ...kept }: SomeResources, cpus: string, memory: string): SomeResources {
  return {
    ...kept,
    ...(cpus.trim() === '' ? {} : { cpus: number(cpus) }),
    ...(memory.trim() === '' ? {} : { memory: Math.round(number(memory) * gib) }),
  };
}

function number(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'));
}
