/** Where the parts of a small HDFS listen on 127.0.0.1, and who may act for whom there. */
export interface HdfsPlan {
  readonly folder: string;
  readonly nameNode: { readonly rpc: number; readonly http: number };
  readonly dataNodes: readonly { readonly transfer: number; readonly http: number; readonly ipc: number }[];
  /** Group members as Hadoop writes them: `alice=alice,tenants;`; or the directory that knows them. */
  readonly groups:
    | string
    | { readonly ldapUrl: string; readonly base: string; readonly user: string; readonly password: string };
}

export type Properties = Readonly<Record<string, string | number>>;

/** The service that may act as any member of the group `tenants`, and as nobody else. */
export const service = 'stoa';
export const superuser = 'hdfs';

/** Hadoop's form of settings. */
export function xml(properties: Properties): string {
  const escaped = (value: string | number) => String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const entries = Object.entries(properties).map(
    ([name, value]) => `<property><name>${name}</name><value>${escaped(value)}</value></property>`,
  );
  return `<configuration>\n${entries.join('\n')}\n</configuration>\n`;
}

/** core-site.xml of every part. */
export function core(plan: HdfsPlan, part: string): Properties {
  return {
    'fs.defaultFS': `hdfs://127.0.0.1:${plan.nameNode.rpc}`,
    'hadoop.tmp.dir': `${plan.folder}/${part}/tmp`,
    'fs.permissions.umask-mode': '077',
    'fs.trash.interval': 60,
    'hadoop.http.staticuser.user': 'nobody',
    ...actingForOthers,
    ...groupsFrom(plan.groups),
  };
}

export const actingForOthers: Properties = {
  [`hadoop.proxyuser.${service}.hosts`]: '127.0.0.1',
  [`hadoop.proxyuser.${service}.groups`]: 'tenants',
};

export function groupsFrom(groups: HdfsPlan['groups']): Properties {
  const services = `${superuser}=supergroup;${service}=${service};`;
  if (typeof groups === 'string') return { 'hadoop.user.group.static.mapping.overrides': services + groups };
  const key = 'hadoop.security.group.mapping';
  return {
    [key]: 'org.apache.hadoop.security.LdapGroupsMapping',
    [`${key}.ldap.url`]: groups.ldapUrl,
    [`${key}.ldap.bind.user`]: groups.user,
    [`${key}.ldap.bind.password`]: groups.password,
    [`${key}.ldap.base`]: groups.base,
    [`${key}.ldap.search.filter.user`]: '(&(objectClass=posixAccount)(uid={0}))',
    [`${key}.ldap.search.filter.group`]: '(objectClass=posixGroup)',
    [`${key}.ldap.search.attr.member`]: 'memberUid',
    [`${key}.ldap.posix.attr.uid.name`]: 'uid',
    'hadoop.security.groups.cache.secs': 2,
    'hadoop.security.groups.negative-cache.secs': 1,
    'hadoop.user.group.static.mapping.overrides': services,
  };
}

/** hdfs-site.xml of the NameNode. */
export function nameNode(plan: HdfsPlan): Properties {
  return {
    'dfs.namenode.name.dir': `file://${plan.folder}/nn/name`,
    'dfs.namenode.rpc-address': `127.0.0.1:${plan.nameNode.rpc}`,
    'dfs.namenode.http-address': `127.0.0.1:${plan.nameNode.http}`,
    'dfs.replication': plan.dataNodes.length,
    'dfs.namenode.acls.enabled': 'true',
    'dfs.namenode.heartbeat.recheck-interval': 5000,
    ...quick,
  };
}

/** What lets a cluster of a test begin at once and take small blocks. */
export const quick: Properties = {
  'dfs.namenode.datanode.registration.ip-hostname-check': 'false',
  'dfs.namenode.fs-limits.min-block-size': 4096,
  'dfs.heartbeat.interval': 1,
  'dfs.namenode.safemode.extension': 0,
  'dfs.namenode.delegation.token.always-use': 'true',
};

/** hdfs-site.xml of a DataNode. */
export function dataNode(plan: HdfsPlan, index: number): Properties {
  const ports = plan.dataNodes[index];
  if (!ports) throw new Error(`no DataNode ${index}`);
  return {
    'dfs.replication': plan.dataNodes.length,
    'dfs.namenode.rpc-address': `127.0.0.1:${plan.nameNode.rpc}`,
    ...dataNodeAt(`${plan.folder}/dn${index}`, ports),
    ...quick,
  };
}

export function dataNodeAt(folder: string, ports: HdfsPlan['dataNodes'][number]): Properties {
  return {
    'dfs.datanode.data.dir': `file://${folder}/data`,
    'dfs.datanode.hostname': '127.0.0.1',
    'dfs.datanode.address': `127.0.0.1:${ports.transfer}`,
    'dfs.datanode.http.address': `127.0.0.1:${ports.http}`,
    'dfs.datanode.ipc.address': `127.0.0.1:${ports.ipc}`,
    'dfs.client.block.write.replace-datanode-on-failure.policy': 'NEVER',
    'dfs.datanode.du.reserved': 0,
    // A file ends when the NameNode has heard of its last block; one that asks a moment too early waits for so long.
    'dfs.client.block.write.locateFollowingBlock.initial.delay.ms': 20,
  };
}

export const log4j = `log4j.rootLogger=INFO,console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c: %m%n
`;
