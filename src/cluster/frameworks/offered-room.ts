import type { ReservedShare, Share, VolumeShare } from '../framework-port.ts';
import { includesReserved, lessReserved } from '../reserved-shares.ts';
import { includes, tidy, without } from '../rules/ranges.ts';
import { fits, minus, nothing, type Resources, sum } from '../rules/resources.ts';
import type { VolumeRecord } from '../store/volumes.ts';
import type { OpenOffer } from './offers.ts';

/** What is left of accepted offers while what is done with them is gone through. */
export class OfferedRoom {
  #share: Share;
  #reserved: readonly ReservedShare[];
  readonly #volumes = new Map<string, VolumeRecord>();

  constructor(offers: readonly OpenOffer[]) {
    this.#share = {
      resources: sum(offers.map(({ share }) => share.resources)),
      ports: tidy(offers.flatMap(({ share }) => share.ports)),
    };
    this.#reserved = offers.flatMap(({ reserved }) => reserved);
    for (const volume of offers.flatMap(({ kept }) => kept)) this.add(volume);
  }

  get share(): Share {
    return this.#share;
  }

  /** Why so much is not in it; null: it is. */
  whyNot(share: Share, reserved: readonly ReservedShare[]): string | null {
    if (!includesReserved(this.#reserved, reserved)) return 'Task uses reserved resources that the offers do not have';
    if (!fits(share.resources, this.#share.resources)) return 'Task uses more resources than the offers have';
    return includes(this.#share.ports, share.ports) ? null : 'Task uses ports that the offers do not have';
  }

  take({ resources, ports }: Share, reserved: readonly ReservedShare[] = []): void {
    this.#share = { resources: minus(this.#share.resources, resources), ports: without(this.#share.ports, ports) };
    this.#reserved = lessReserved(this.#reserved, reserved);
  }

  /** Whether there is so much reserved disk, as the volume says. */
  hasDisk(volume: VolumeShare): boolean {
    const part = diskOf(volume);
    return includesReserved(this.#reserved, [part]) && fits(part.resources, this.#share.resources);
  }

  takeDisk(volume: VolumeShare): void {
    const part = diskOf(volume);
    this.take({ resources: part.resources, ports: [] }, [part]);
  }

  add(volume: VolumeRecord): void {
    this.#volumes.set(keyOf(volume), volume);
  }

  remove(volume: VolumeRecord): void {
    this.#volumes.delete(keyOf(volume));
  }

  find(volume: Pick<VolumeShare, 'role' | 'name'>): VolumeRecord | undefined {
    return this.#volumes.get(keyOf(volume));
  }
}

function diskOf({ disk, reservation }: VolumeShare): ReservedShare & { readonly resources: Resources } {
  return { ...reservation, resources: { ...nothing, disk } };
}

const keyOf = ({ role, name }: Pick<VolumeShare, 'role' | 'name'>) => `${role} ${name}`;
