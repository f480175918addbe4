import type { Docker } from './docker.ts';

const everyMilliseconds = 5_000;

/** Looks again and again whether the engine answers, and takes away what is left there of tasks that are over. */
export function keepDocker(
  docker: Docker,
  isLive: (taskId: string) => boolean,
  failed: (cause: unknown) => void,
): NodeJS.Timeout | undefined {
  if (docker.state() === undefined) return undefined;
  let looking = false;
  const look = async () => {
    if (looking) return;
    looking = true;
    await docker.look();
    await docker.removeOthers(isLive).catch(failed);
    looking = false;
  };
  void look();
  return setInterval(() => void look(), everyMilliseconds);
}
