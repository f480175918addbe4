/** What a NameNode or DataNode refuses with: the class as Java names it, and the status that goes with it. */
const classes = {
  IllegalArgumentException: [400, 'java.lang'],
  UnsupportedOperationException: [400, 'java.lang'],
  HadoopIllegalArgumentException: [400, 'org.apache.hadoop'],
  InvalidPathException: [400, 'org.apache.hadoop.fs'],
  AccessControlException: [403, 'org.apache.hadoop.security'],
  AlreadyBeingCreatedException: [403, 'org.apache.hadoop.hdfs.protocol'],
  AclException: [403, 'org.apache.hadoop.hdfs.protocol'],
  DSQuotaExceededException: [403, 'org.apache.hadoop.hdfs.protocol'],
  FileAlreadyExistsException: [403, 'org.apache.hadoop.fs'],
  IOException: [403, 'java.io'],
  ParentNotDirectoryException: [403, 'org.apache.hadoop.fs'],
  PathComponentTooLongException: [403, 'org.apache.hadoop.hdfs.protocol.FSLimitException$'],
  PathIsNotEmptyDirectoryException: [403, 'org.apache.hadoop.fs'],
  RetriableException: [403, 'org.apache.hadoop.ipc'],
  FileNotFoundException: [404, 'java.io'],
  RuntimeException: [500, 'java.lang'],
} as const satisfies Readonly<Record<string, readonly [status: number, within: string]>>;

export type HadoopClass = keyof typeof classes;

/** A refusal in the words of Hadoop, whose clients know what it means by its class. */
export class HadoopException extends Error {
  override readonly name: HadoopClass;

  constructor(name: HadoopClass, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }

  get status(): number {
    return classes[this.name][0];
  }

  toJSON(): Record<string, unknown> {
    const [, within] = classes[this.name];
    const javaClassName = within.endsWith('$') ? within + this.name : `${within}.${this.name}`;
    return { RemoteException: { exception: this.name, javaClassName, message: this.message } };
  }
}
