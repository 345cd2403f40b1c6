/** What the tests use of split-sms, which brings no types. */
declare module "split-sms" {
  const splitSms: {
    split(message: string): { characterSet: "GSM" | "Unicode"; bytes: number };
  };
  export default splitSms;
}
