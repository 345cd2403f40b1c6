/** A refusal: something we know about and will not do, by its code. Bugs are plain errors. */
export class Refusal extends Error {
  /** snake_case, stable: logs, metrics and later the API's problem types use it. */
  readonly code: string;
  /** More for the log; holds no answer, phone or key. */
  readonly detail: string | undefined;

  constructor(code: string, detail?: string) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = "Refusal";
    this.code = code;
    this.detail = detail;
  }
}
