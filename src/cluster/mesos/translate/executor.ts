import type { ExecutorRequest } from '../../framework-port.ts';
import type { Read } from '../codec/schema.ts';
import { writeBinary } from '../codec/write-binary.ts';
import { ExecutorInfo } from '../messages/task.ts';
import { argvOf, environment, fetchesOf, isGoodId, milliseconds } from './command.ts';
import { fromMesosResources } from './resources.ts';

export type ReadExecutor = ExecutorRequest | { readonly problem: string };

/** Who is to run a task, or why that cannot be. @param frameworkId  whose it is */
export function readExecutor(given: Read<typeof ExecutorInfo>, frameworkId: string): ReadExecutor {
  const { type, executor_id, framework_id, command, container, resources } = given;
  const id = executor_id.value;
  if (!isGoodId(id)) return { problem: `'${id.slice(0, 100)}' is not an executor id` };
  if (framework_id !== undefined && framework_id.value !== frameworkId)
    return {
      problem: `ExecutorInfo has an invalid FrameworkID (Actual: ${framework_id.value} vs Expected: ${frameworkId})`,
    };
  if (type === 'DEFAULT') return { problem: "'ExecutorInfo.type' must be 'CUSTOM' for a LAUNCH operation" };
  if (command === undefined) return { problem: "'ExecutorInfo.command' must be set for 'CUSTOM' executor" };
  if (container?.type === 'DOCKER' || container?.mesos?.image !== undefined)
    return { problem: 'Executors run in no container: give the executor no ContainerInfo' };
  if ((container?.volumes.length ?? 0) > 0) return { problem: 'Volumes of the host are not given to executors' };
  if (argvOf(command).length === 0 || (command.value ?? '') === '') return { problem: 'The command has no value' };
  const amount = fromMesosResources(resources);
  if ('problem' in amount) return { problem: `Executor uses invalid resources: ${amount.problem}` };
  const env = environment(command);
  if ([command.value ?? '', ...command.arguments, ...env.keys(), ...env.values()].some((each) => each.includes('\0')))
    return { problem: 'The command holds a NUL' };
  return {
    executorId: id,
    name: (given.name ?? '').slice(0, 200),
    share: amount.share,
    argv: argvOf(command),
    env,
    fetches: fetchesOf(command),
    graceMs: milliseconds(given.shutdown_grace_period),
    info: writeBinary(ExecutorInfo, { ...given, framework_id: { value: frameworkId } }),
  };
}
