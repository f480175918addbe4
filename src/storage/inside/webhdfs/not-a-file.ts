import { HadoopException } from '../../rules/webhdfs/exceptions.ts';

export function notAFile(path: string): HadoopException {
  return new HadoopException('FileNotFoundException', `Path is not a file: ${path}`);
}
