import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../fetched.ts';
import { xml } from '../hdfs/configuration.ts';
import { hadoopJars } from '../hdfs/java.ts';

const opens = '--add-opens=java.base/java.lang=ALL-UNNAMED';
const quiet =
  'log4j.rootLogger=ERROR,console\nlog4j.appender.console=org.apache.log4j.ConsoleAppender\nlog4j.appender.console.target=System.err\nlog4j.appender.console.layout=org.apache.log4j.PatternLayout\n';

/** Hadoop's own programs, set up as the guide says: the token is in the environment, never in a file or an address. */
export class HadoopClient {
  readonly #folder: string;
  readonly #account: string;
  readonly #token: string;

  private constructor(folder: string, account: string, token: string) {
    this.#folder = folder;
    this.#account = account;
    this.#token = token;
  }

  static async at(url: string, folder: string, account: string, token: string): Promise<HadoopClient> {
    const provider = 'org.apache.hadoop.hdfs.web.oauth2.ConfCredentialBasedAccessTokenProvider';
    await mkdir(join(folder, 'conf'), { recursive: true });
    await writeFile(join(folder, 'conf/log4j.properties'), quiet);
    await writeFile(join(folder, 'conf/core-site.xml'), xml({ 'fs.defaultFS': url.replace('http:', 'webhdfs:') }));
    await writeFile(
      join(folder, 'conf/hdfs-site.xml'),
      xml({
        'dfs.webhdfs.oauth2.enabled': 'true',
        'dfs.webhdfs.oauth2.access.token.provider': provider,
        'dfs.webhdfs.oauth2.client.id': account,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: Hadoop fills it in
        'dfs.webhdfs.oauth2.credential': '${env.STOA_TOKEN}',
        'dfs.webhdfs.oauth2.refresh.url': `${url}/webhdfs/token`,
      }),
    );
    return new HadoopClient(folder, account, token);
  }

  /** What `hdfs dfs` prints. */
  async shell(...args: string[]): Promise<string> {
    return await this.java({}, 'org.apache.hadoop.fs.FsShell', ...args);
  }

  /** @param more jars of programs besides, and other credentials than the token */
  async java(more: { jars?: string; env?: Record<string, string> }, main: string, ...args: string[]): Promise<string> {
    const { jars = await hadoopJars(), env = { STOA_TOKEN: this.#token, HADOOP_USER_NAME: this.#account } } = more;
    const classPath = `${join(this.#folder, 'conf')}:${jars}/*`;
    const options = ['-XX:TieredStopAtLevel=1', '-Djava.net.preferIPv4Stack=true', '-Xmx256m', opens, '-cp', classPath];
    const { stdout } = await run('java', [...options, main, ...args], {
      cwd: this.#folder,
      env: { PATH: process.env.PATH, ...env },
    });
    return stdout;
  }
}
