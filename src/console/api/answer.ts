/** What a call is answered, before it is HTTP. */

export interface Answer {
  status: number;
  /** JSON. */
  body: string;
  /** The version of the one request it tells of: its ETag; null where there is none. */
  version: number | null;
}

export function answerOf(status: number, body: unknown, version: number | null = null): Answer {
  return { status, body: JSON.stringify(body), version };
}

/** A version as an ETag. Weak ones never match in If-Match, so it is a strong one. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

export function responseOf({ status, body, version }: Answer): Response {
  const headers = new Headers({
    "content-type": status >= 400 ? "application/problem+json" : "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  if (version !== null) headers.set("etag", etagOf(version));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return new Response(body, { status, headers });
}
