/** What the bench uses of express, which brings no types. */
declare module "express" {
  import type { RequestListener } from "node:http";

  interface Reply {
    set(name: string, value: string): void;
    send(body: string): void;
  }
  interface App {
    (...given: Parameters<RequestListener>): void;
    use(middleware: unknown): void;
    post(path: string, handler: (request: { body: unknown }, reply: Reply) => void): void;
  }
  const express: { (): App; urlencoded(options: { extended: boolean }): unknown };
  export default express;
}
