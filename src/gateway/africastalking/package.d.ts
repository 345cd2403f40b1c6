/** The part of africastalking 0.8.3 that is used; the package has no types of its own. */
declare module "africastalking" {
  interface SmsFields {
    /** E.164. */
    to: string;
    message: string;
    /** Short code or sender id; left out = the account's own. */
    from?: string;
    /** True: answered as soon as it is stored (102), without waiting for the operator. */
    enqueue?: boolean;
  }
  interface Client {
    /** Resolves on 201 only; rejects with whatever it met, the key in it included. */
    SMS: { send(fields: SmsFields): Promise<unknown> };
  }
  /** @throws an error that holds the key, when the account is not as it wants it */
  export default function africastalking(account: { username: string; apiKey: string }): Client;
}
