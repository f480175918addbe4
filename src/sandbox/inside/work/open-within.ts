import { closeSync, constants, openSync } from 'node:fs';

const { O_RDONLY, O_NOFOLLOW, O_DIRECTORY, O_NONBLOCK } = constants;
const folder = O_RDONLY | O_NOFOLLOW | O_DIRECTORY;
/** Who opens a named pipe does not wait for its writer. */
const anything = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;

/**
 * Opens what these names lead to from the folder where we are, each in the one before it. No link is followed, so
 * nothing outside is reached, whatever is renamed meanwhile.
 *
 * @throws where one is missing, is a link, or is closed to the tenant
 */
export function openWithin(names: readonly string[]): number {
  let at = openSync('.', folder);
  for (const [index, name] of names.entries()) {
    const next = index === names.length - 1 ? anything : folder;
    try {
      const opened = openSync(`/proc/self/fd/${at}/${name}`, next);
      closeSync(at);
      at = opened;
    } catch (cause) {
      closeSync(at);
      throw cause;
    }
  }
  return at;
}
