/** A refusal: something we know about and will not do, by its code. Bugs are plain errors. */
export class Refusal extends Error {
  /** snake_case, stable: logs, metrics and later the API's problem types use it. */
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.name = "Refusal";
    this.code = code;
  }
}
