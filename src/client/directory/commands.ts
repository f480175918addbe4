import type { Command } from 'commander';
import type { Connection } from '../connection.ts';

type WithMe = (work: (to: Connection, account: string) => Promise<void>) => Promise<void>;

/** The directory (LDAP) that accounts come from, for administrators. */
export function addDirectoryCommands(program: Command, withMe: WithMe, print: (text: string) => void): void {
  const words = () => import('./directory.ts');
  const directory = program.command('directory').description('the directory (LDAP) that accounts come from');
  directory
    .command('status')
    .description('show its servers and the last synchronisation')
    .action(() => withMe(async (to) => print(await (await words()).directoryStatus(to))));
  directory
    .command('preview')
    .description('read it and say what a synchronisation would change')
    .action(() => withMe(async (to) => print(await (await words()).directoryPreview(to))));
  directory
    .command('sync')
    .description('bring accounts and groups up to date with it now; the first one begins to follow it')
    .option('--remove-many', 'that so many people are gone at once is meant: suspend them')
    .action(({ removeMany = false }: { removeMany?: boolean }) =>
      withMe(async (to) => print(await (await words()).directorySync(to, removeMany))),
    );
}
