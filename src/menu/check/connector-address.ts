/**
 * Rules about whom a connector calls, and with what: an address that a server calls, headers that say
 * something, and no key or password in the file. Called by `connectors`.
 */
import { isIP } from "node:net";
import { readAddress } from "../../base/address.ts";
import { mayCall } from "../../base/addresses.ts";
import { callOf, type Call, type CompiledConnector } from "../connector.ts";
import { below, type At, type World } from "./world.ts";

/** Headers that say how a message is sent: they are the connector's own. */
const OWN_HEADERS: ReadonlySet<string> = new Set(
  "host connection content-length content-type transfer-encoding keep-alive upgrade te trailer expect".split(
    " ",
  ),
);

/** Names of what lets somebody in, as headers and parameters have them; `X-Road-Client` and `key` are none. */
const SECRET =
  /^(proxy-)?authorization$|^cookie$|(^|[-_])(token|secret|passw(or)?d|pwd)$|(api|access|auth|subscription|client)[-_]?(key|token|secret)$/i;

/** A variable that is as it should be. */
const SOMEWHERE = "https://h.example";

/** The address with the plainest inputs. */
export function checkAddress({ report }: World, connector: CompiledConnector, at: At): void {
  const { url, method, body, inputs, variables } = connector;
  const place = below(at, "url");
  const braces = url
    .replace(/^\{CONNECTOR_[A-Z0-9_]+\}/, "https://h")
    .replace(/\{[a-z][a-z0-9_]*\}/g, "x");
  if (url.includes("${")) {
    const message = "the $ of this address is sent as it stands";
    return report(place, "connector", message, "Write {id} without a $.", "warning");
  }
  if (/[{}]/.test(braces)) {
    const mend = "Inputs are {small_letters}; a variable is {CONNECTOR_…}, at the very beginning.";
    return report(place, "connector", "this address has brackets that stand for nothing", mend);
  }
  if (/^[a-z]+:\/\/[^/?#]*\{/.test(url) || /^\{CONNECTOR_[A-Z0-9_]+\}[^/?]/.test(url)) {
    const mend = "Inputs stand behind the first `/`, or behind the `?`.";
    return report(place, "connector", "an input must not choose whom we call", mend);
  }
  const environment = Object.fromEntries(variables.map((each) => [each, SOMEWHERE]));
  const call = callOf(
    connector,
    Object.fromEntries(inputs.map((each) => [each, "1"])),
    environment,
  );
  const protocol = "url" in call ? URL.parse(call.url)?.protocol : undefined;
  if ("no" in call || (protocol !== "https:" && protocol !== "http:") || braces.includes("#")) {
    const mend = "Write https://host/path, or {CONNECTOR_NAME}/path.";
    return report(place, "connector", "this is no address that can be called", mend);
  }
  const fault = faultOf(call, url);
  if (fault !== null) report(place, "connector", fault.message, fault.mend, fault.severity);
  if (body.size > 0 && method !== "POST") {
    report(below(at, "body"), "connector", "a GET has no body", "Add `method: POST`.");
  }
  if (inputs.length === 0) {
    const mend = "Put {id} into the address, or a `body` under a POST.";
    report(place, "connector", "it is asked with nothing", mend);
  }
}

interface Fault {
  message: string;
  mend: string;
  severity: "error" | "warning";
}

/** What a server without exceptions says to it, and what whoever reads the file must not. */
function faultOf({ url }: Call, written: string): Fault | null {
  const host = URL.parse(url)?.hostname.replace(/^\[|\]$/g, "") ?? "";
  const read = readAddress(url, { hosts: [], networks: [] });
  if ("refused" in read) {
    const own =
      "{CONNECTOR_NAME}/path, and whoever runs the server says where that is and allows it.";
    if (read.refused === "userinfo") {
      const mend =
        'Take it out, and add a header: `Authorization: "Basic {CONNECTOR_NAME}"`, of both in base64.';
      return { message: "a name or password in an address is never sent", mend, severity: "error" };
    }
    if (isNever(host)) {
      const message = `\`${host}\` is never called, whatever a server allows`;
      return { message, mend: "Write the address of the agency's system.", severity: "error" };
    }
    if (read.refused === "not_https") {
      const message = "without TLS whoever is on the way reads what is asked, so servers refuse it";
      return { message, mend: `Write https://; or ${own}`, severity: "warning" };
    }
    const port = read.refused === "odd_port" ? "at this port " : "";
    const message = `\`${host}\` ${port}is called only where CONNECTORS_ALLOW names it`;
    return { message, mend: `Write ${own}`, severity: "warning" };
  }
  const [key] = [...read.url.searchParams].find(isSecret) ?? [];
  if (key === undefined || isInput(written, key)) return null;
  const message = `whoever reads the file, or a log on the way, has the \`${key}\` of this address`;
  const mend = `Send it in a header, if the system takes it there: \`X-Api-Key: "{CONNECTOR_NAME}"\`.`;
  return { message, mend, severity: "warning" };
}

/** By its name; or a `key` that looks like one, and not like that of a table. */
function isSecret([name, value]: [string, string]): boolean {
  if (SECRET.test(name)) return true;
  return /^(key|sig|signature)$/i.test(name) && /^(?=.*\d)(?=.*[a-z])[\w-]{8,}$/i.test(value);
}

/** An address that no exception opens; what a name leads to is looked at when it is called. */
function isNever(host: string): boolean {
  const family = isIP(host) === 6 ? "ipv6" : "ipv4";
  const all = { address: family === "ipv6" ? "::" : "0.0.0.0", prefix: 0, family } as const;
  return isIP(host) > 0 && !mayCall(host, [all]);
}

/** True where a parameter is what somebody answered. */
function isInput(written: string, key: string): boolean {
  return new RegExp(`[?&]${RegExp.escape(key)}=[^&#]*\\{`).test(written);
}

export function checkHeaders({ report }: World, { headers }: CompiledConnector, at: At): void {
  for (const [header, value] of headers) {
    const place = below(at, "headers", header);
    if (OWN_HEADERS.has(header.toLowerCase())) {
      const message = `\`${header}\` is set by Njia`;
      report({ ...place, within: "key" }, "connector", message, "Remove it.");
    } else if (!/^[\t\x20-\x7e]*$/.test(value)) {
      report(place, "connector", "a header holds plain letters on one line", "Write it so.");
    } else if (/[{}]/.test(value.replace(/\{CONNECTOR_[A-Z0-9_]+\}/g, ""))) {
      const mend = "A variable of the environment is written {CONNECTOR_NAME}.";
      report(place, "connector", "this header has brackets that stand for nothing", mend);
    } else if (SECRET.test(header) && value !== "" && !value.includes("{")) {
      const scheme = /^(Bearer|Basic|Token|ApiKey)\s+\S/i.exec(value)?.[1];
      const mended = `${header}: "${scheme === undefined ? "" : `${scheme} `}{CONNECTOR_NAME}"`;
      const message = `whoever reads the file has this \`${header}\``;
      report(place, "connector", message, `Take it from the environment: \`${mended}\`.`);
    }
  }
}
