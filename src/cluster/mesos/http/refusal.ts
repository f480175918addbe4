/** An answer that is not what was asked for, as a Mesos master gives it: a status and a line of plain text. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, said: string, headers: Readonly<Record<string, string>> = {}) {
    super(said);
    this.status = status;
    this.headers = headers;
  }
}
