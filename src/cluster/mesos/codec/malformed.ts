/** What came is not the message that was expected. */
export class Malformed extends Error {
  override readonly name = 'Malformed';

  /** @param where  the field, as `accept.offer_ids[0].value`; empty for the whole */
  constructor(where: string, said: string) {
    super(where === '' ? said : `${where}: ${said}`);
  }
}

/** Bounds what a small body can become in memory: two bytes make a message. */
export class MessageCount {
  static readonly most = 200_000;
  #count = 0;

  add(where: string): void {
    if (++this.#count > MessageCount.most)
      throw new Malformed(where, `more than ${MessageCount.most} messages in one body`);
  }
}
