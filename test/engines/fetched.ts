import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const run = promisify(execFile);
export const fetchMilliseconds = 240_000;

/** A folder that is made once for a machine and user, and used again by later runs. */
export async function prepared(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(tmpdir(), `stoa-test-${name}-${process.getuid?.() ?? 0}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  await rm(folder, { recursive: true, force: true });
  await make(folder);
  await writeFile(join(folder, 'complete'), '');
  return folder;
}

/**
 * The folder of the jars of packages and of what they need.
 *
 * @param dependencies each as `group:artifact:version`
 */
export async function jarsFromMaven(name: string, dependencies: readonly string[]): Promise<string> {
  const folder = await prepared(name, async (to) => {
    await mkdir(to);
    await writeFile(join(to, 'pom.xml'), project(dependencies));
    const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
    const options = ['-DincludeScope=runtime', `-DoutputDirectory=${join(to, 'jars')}`];
    await run('mvn', ['-q', '-B', '-f', join(to, 'pom.xml'), copy, ...options], { timeout: fetchMilliseconds });
  });
  return join(folder, 'jars');
}

function project(dependencies: readonly string[]): string {
  const named = dependencies.map((dependency) => {
    const [group, artifact, version] = dependency.split(':');
    const names = `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`;
    return `<dependency>${names}</dependency>`;
  });
  return `<project><modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>engines</artifactId>
    <version>1</version><dependencies>${named.join('')}</dependencies></project>`;
}
