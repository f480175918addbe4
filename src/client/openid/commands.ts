import type { Command } from 'commander';
import type { Connection } from '../connection.ts';
import type { ClientOptions } from './clients.ts';

type WithMe = (work: (to: Connection, account: string) => Promise<void>) => Promise<void>;

/** Sites that sign people in with the platform, for its administrators. */
export function addOpenidCommands(program: Command, withMe: WithMe, print: (text: string) => void): void {
  const clients = program
    .command('clients')
    .description('list the sites that sign people in with Stoa (OpenID Connect)')
    .action(() => withMe(async (to) => print(await (await import('./clients.ts')).clientList(to))));
  clients
    .command('add')
    .description('register a site; its secret is printed this once')
    .argument('<id>', 'as the site is to name itself, e.g. grafana')
    .requiredOption('--redirect <addresses...>', 'where a sign-in leads back to; compared exactly')
    .option('--name <name>', 'as people know it; the id otherwise')
    .option('--public', 'it can keep no secret: it runs in a browser or on a desk')
    .option('--trusted', 'nobody is asked whether it may know who they are')
    .option('--sign-out <addresses...>', 'where a sign-out may lead back to')
    .option('--back-channel <address>', 'is told when a session ends')
    .action((id: string, options: ClientOptions) =>
      withMe(async (to) => print(await (await import('./clients.ts')).addClient(to, id, options))),
    );
  clients
    .command('change')
    .description('change a site; what is not named stays')
    .argument('<id>')
    .option('--redirect <addresses...>', 'where a sign-in leads back to, all of them')
    .option('--name <name>', 'as people know it')
    .option('--trusted', 'nobody is asked whether it may know who they are')
    .option('--no-trusted', 'people are asked')
    .option('--sign-out <addresses...>', 'where a sign-out may lead back to, all of them')
    .option('--back-channel <address>', 'is told when a session ends; none: is not told')
    .action((id: string, options: Partial<ClientOptions>) =>
      withMe(async (to) => print(await (await import('./clients.ts')).alterClient(to, id, options))),
    );
  clients
    .command('renew-secret')
    .description('give a site a new secret, printed this once; the old one ends')
    .argument('<id>')
    .action((id: string) => withMe(async (to) => print(await (await import('./clients.ts')).renewSecret(to, id))));
  clients
    .command('remove')
    .description('delete a site: nobody signs in to it any more, and what it was given ends')
    .argument('<id>')
    .action((id: string) => withMe(async (to) => print(await (await import('./clients.ts')).removeClient(to, id))));
  clients
    .command('replace-keys')
    .description('sign with a new key at once, when somebody may have seen the old one')
    .action(() => withMe(async (to) => print(await (await import('./clients.ts')).newKeys(to))));
}
