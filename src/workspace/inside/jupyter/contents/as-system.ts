import { NotebookError } from '../../documents/rules/notebook.ts';
import { fromSystem, HttpError, notFound } from '../../http/errors.ts';

/** Does the work on the path; what the system or the notebook's format refuses is answered in Jupyter's words. */
export async function asSystem<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotebookError) {
      throw new HttpError(400, `Unreadable Notebook: ${path} ${error.message}`, error.problem, 'bad format');
    }
    const failure = fromSystem(error, path === '' ? 'The home' : path);
    if (failure.status === 404) throw notFound(`No such file or directory: ${path}`);
    throw failure;
  }
}
