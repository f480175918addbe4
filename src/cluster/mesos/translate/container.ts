import { imageName } from '../../../sandbox/index.ts';
import type { Read } from '../codec/schema.ts';
import type { ContainerInfo } from '../messages/task.ts';

/**
 * The image that a task runs in, null where it runs in a sandbox; or why it cannot be, in words as Mesos has them. What
 * would reach past the tenant's own is refused, not left out.
 */
export function imageOf(container: Read<typeof ContainerInfo> | undefined): string | null | { problem: string } {
  if (container === undefined) return null;
  const { type, docker, mesos, volumes, network_infos } = container;
  if (volumes.length > 0) return { problem: 'Volumes of the host are not given to tasks' };
  if (type === 'MESOS') {
    if (mesos?.image === undefined) return null;
    const { image } = mesos;
    if (image.type !== 'DOCKER' || image.docker === undefined) return { problem: 'Images are those of Docker' };
    if (network_infos.length > 0) return { problem: 'Containers have no network here' };
    return named(image.docker.name);
  }
  if (docker === undefined) return { problem: "DockerInfo 'docker' is not set for DOCKER typed ContainerInfo" };
  if (docker.privileged) return { problem: 'Containers are not privileged' };
  if (docker.parameters.length > 0) return { problem: 'Containers have no parameters for Docker' };
  if (docker.force_pull_image) return { problem: 'Images are not pulled' };
  const { network = 'HOST' } = docker;
  if (network !== 'NONE' || docker.port_mappings.length > 0 || network_infos.length > 0)
    return { problem: `Containers have no network here: ask for NONE instead of ${network}` };
  return named(docker.image);
}

const named = (image: string) => (imageName.test(image) ? image : { problem: `'${image.slice(0, 300)}' is no image` });
