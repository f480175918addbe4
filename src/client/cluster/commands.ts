import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  drainAgent,
  markAgentGone,
  reactivateAgent,
  type SomeResources,
  tearDownFramework,
} from '../../cluster/contract.ts';
import { call } from '../call.ts';
import type { Connection } from '../connection.ts';
import { bytes, graceDuration, someResources, wholeNumber } from './amounts.ts';
import type { QuotaOptions } from './quota.ts';
import type { ListOptions } from './task-list.ts';
import type { VolumeOptions } from './volumes.ts';

type WithMe = (work: (to: Connection, account: string) => Promise<void>) => Promise<void>;

/** What runs and waits in the cluster, why, and who may have how much of it. What a command needs is loaded with it. */
export function addClusterCommands(program: Command, withMe: WithMe, print: (text: string) => void): void {
  program
    .command('tasks')
    .description('list the tasks that run and wait, or show one')
    .argument('[id]', 'of a task: its life, what it uses, why it waits or ended')
    .option('--all', 'those that ended too')
    .option('--state <states>', 'e.g. queued or running,killing')
    .option('--agent <agent>', 'on this agent')
    .option('--role <role>', 'of a group, or of group/account')
    .option('--account <account>', 'of an account; administrators see all')
    .action((id: string | undefined, options: ListOptions) =>
      withMe(async (to) => {
        const { oneTask, taskList } = await import('./task-list.ts');
        print(id === undefined ? await taskList(to, options) : await oneTask(to, id));
      }),
    );
  program
    .command('log')
    .description('print what a task wrote, standard output and standard error apart')
    .argument('<id>', 'of a task')
    .option('-f, --follow', 'and what it writes from now on, until it has ended')
    .action((id: string, { follow = false }: { follow?: boolean }) =>
      withMe(async (to) => (await import('./task-log.ts')).taskLog(to, id, follow)),
    );
  program
    .command('files')
    .description('list what a task keeps in its own folder, or save a file of it')
    .argument('<id>', 'of a task')
    .argument('[path]', 'below its folder')
    .option('--save <file>', 'write the file at the path here; - is standard output')
    .action((id: string, path: string | undefined, { save }: { save?: string }) =>
      withMe(async (to) => {
        const { saveTaskFile, taskFiles } = await import('./task-files.ts');
        const wrong = save !== undefined && path === undefined;
        if (wrong) throw new InvalidArgumentError('--save takes the path of a file of the task.');
        print(save === undefined ? await taskFiles(to, id, path ?? '') : await saveTaskFile(to, id, path ?? '', save));
      }),
    );
  program
    .command('kill')
    .description('end a task')
    .argument('<id>', 'of a task')
    .option('--grace <duration>', 'between being told to end and being killed, e.g. 5s; 0: at once', graceDuration)
    .action((id: string, { grace }: { grace?: number }) =>
      withMe(async (to) => {
        const { endTask } = await import('./task-log.ts');
        print(await endTask(to, id, grace === undefined ? undefined : Math.round(grace / 1000)));
      }),
    );
  program
    .command('why')
    .description('say why something waits: what is in the way, who holds it, what lets it start')
    .argument('[id]', 'of a task or a framework, or an account for its workspace; otherwise all that waits of yours')
    .action((id: string | undefined) =>
      withMe(async (to, account) => print(await (await import('./say-why.ts')).sayWhy(to, account, id))),
    );
  addFrameworks(program, withMe, print);
  addAgents(program, withMe, print);
  addVolumes(program, withMe, print);
  addQuota(program, withMe, print);
}

function addFrameworks(program: Command, withMe: WithMe, print: (text: string) => void): void {
  const frameworks = program
    .command('frameworks')
    .description('list frameworks: whose they are, their tasks, offers and what they hold')
    .option('--all', 'those that ended too')
    .action(({ all }: { all?: true }) =>
      withMe(async (to) => print(await (await import('./framework-list.ts')).frameworkList(to, all === true))),
    );
  frameworks
    .command('end')
    .description('end a framework and all of its tasks')
    .argument('<id>', 'of a framework')
    .action((frameworkId: string) =>
      withMe(async (to) => {
        await call(to, tearDownFramework, { params: { frameworkId } });
        print(`${frameworkId} is ended, and with it all of its tasks.\n`);
      }),
    );
}

function addAgents(program: Command, withMe: WithMe, print: (text: string) => void): void {
  const agents = program
    .command('agents')
    .description('list the agents: what they have and what is used of it')
    .action(() => withMe(async (to) => print(await (await import('./agent-list.ts')).agentList(to))));
  agents
    .command('drain')
    .description('give an agent nothing new and end what runs there')
    .argument('<agent>')
    .option('--grace <duration>', 'how long tasks may go on, e.g. 10m (default 5m)', graceDuration)
    .option('--gone', 'it never comes back afterwards: see `stoa agents gone`')
    .action((agentId: string, { grace = 300_000, gone = false }: { grace?: number; gone?: boolean }) =>
      withMe(async (to) => {
        const body = { graceSeconds: Math.round(grace / 1000), markGone: gone };
        const { id, state, tasks } = await call(to, drainAgent, { params: { agentId }, body });
        print(`${id}: ${state}, ${tasks} tasks\n`);
      }),
    );
  agents
    .command('reactivate')
    .description('let an agent take work again')
    .argument('<agent>')
    .action((agentId: string) =>
      withMe(async (to) => {
        const { id, state } = await call(to, reactivateAgent, { params: { agentId } });
        print(`${id}: ${state}\n`);
      }),
    );
  agents
    .command('gone')
    .description(
      'say that an agent never comes back: its tasks, volumes and reservations are over, its name is used up',
    )
    .argument('<agent>')
    .requiredOption('--yes', 'it cannot be undone')
    .action((agentId: string) =>
      withMe(async (to) => {
        const { id, tasks } = await call(to, markAgentGone, { params: { agentId } });
        print(`${id} is gone, and with it ${tasks} tasks. No agent of this name gets work again.\n`);
      }),
    );
  addReservations(agents, withMe, print);
}

function addReservations(agents: Command, withMe: WithMe, print: (text: string) => void): void {
  agents
    .command('reserved')
    .description('list what is reserved on agents for roles')
    .action(() => withMe(async (to) => print(await (await import('./reservations.ts')).reservationList(to))));
  agents
    .command('reserve')
    .description('keep a part of an agent, of what is free there, for a role and those below it')
    .argument('<agent>')
    .argument('<role>', 'a group, or group/account')
    .argument('<amounts>', 'e.g. cpus=2,memory=8GB', someResources)
    .action((agent: string, role: string, amounts: SomeResources | 'none') =>
      withMe(async (to) => {
        const { reserveOn } = await import('./reservations.ts');
        print(await reserveOn(to, agent, role, amounts === 'none' ? {} : amounts));
      }),
    );
  agents
    .command('unreserve')
    .description('give back what was reserved; what runs in it goes on')
    .argument('<id>', 'of a reservation')
    .action((id: string) => withMe(async (to) => print(await (await import('./reservations.ts')).giveBack(to, id))));
}

function addVolumes(program: Command, withMe: WithMe, print: (text: string) => void): void {
  const volumes = program
    .command('volumes')
    .description('list volumes: disks that stay when the tasks that use them are over')
    .action(() => withMe(async (to) => print(await (await import('./volumes.ts')).volumeList(to))));
  volumes
    .command('create')
    .description('make a volume out of disk that is reserved for a role')
    .argument('<name>')
    .requiredOption('--disk <size>', 'e.g. 10GB', bytes)
    .option('--files <count>', 'how many files and folders it holds (default one for each 16 KiB)', wholeNumber)
    .option('--role <role>', 'a group, or group/account (default your own in your primary group)')
    .option('--agent <agent>', 'where; otherwise where most is reserved')
    .action((name: string, options: VolumeOptions) =>
      withMe(async (to) => print(await (await import('./volumes.ts')).makeVolume(to, name, options))),
    );
  volumes
    .command('remove')
    .description('remove a volume with all that is in it')
    .argument('<id>', 'of a volume')
    .action((id: string) => withMe(async (to) => print(await (await import('./volumes.ts')).removeVolume(to, id))));
}

function addQuota(program: Command, withMe: WithMe, print: (text: string) => void): void {
  const quota = program
    .command('quota')
    .description('show roles: what they have of their fair share, guarantee and limit')
    .action(() => withMe(async (to) => print(await (await import('./quota.ts')).quotaList(to))));
  quota
    .command('set')
    .description('change a role; none goes back to the default')
    .argument('<role>', 'a group, or group/account')
    .option('--weight <number>', 'its part among the roles beside it', weight)
    .option('--guarantee <amounts>', 'what it can always have, e.g. cpus=4,memory=16GB', someResources)
    .option('--limit <amounts>', 'what it can never exceed', someResources)
    .addOption(
      new Option('--class <class>', 'the highest class that it may ask for').choices([
        ...['system', 'service', 'interactive', 'batch', 'scavenger', 'none'],
      ]),
    )
    .option('--preview', 'only say what would start and what would have to end')
    .action((role: string, options: QuotaOptions) =>
      withMe(async (to) => print(await (await import('./quota.ts')).quotaSet(to, role, options))),
    );
}

function weight(text: string): number | 'none' {
  if (text === 'none') return text;
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It takes a number above 0, or none.');
  return value;
}
