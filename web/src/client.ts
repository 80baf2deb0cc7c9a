import type { Piece, State, Trouble } from "./api";

const tokenOf = (page: Document): string => page.querySelector<HTMLMetaElement>("meta[name=token]")?.content ?? "";
let token = tokenOf(document);

/** renew takes the token that the studio gives out now, and tells whether it is another one: it was started again. */
async function renew(): Promise<boolean> {
  const before = token;
  token = tokenOf(new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html"));
  return token !== before;
}

/** Refused is an answer that says why something was not done. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly state: State | null = null,
  ) {
    super(message);
  }
}

async function send(path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", "X-Loadpath-Token": token } };
  if (signal) init.signal = signal;
  const response = await fetch(path, init);
  if (response.ok) return response;
  if (response.status === 403 && body !== undefined && (await renew())) return send(path, body, signal);
  const said: unknown = await response.json().catch(() => null);
  if (response.status === 409) throw new Refused(409, "The file has changed on the disk since.", said as State);
  throw new Refused(response.status, (said as Trouble | null)?.message ?? `The studio answered ${response.status}.`);
}

/** ask sends a question, with a body as POST, and reads the answer. */
export async function ask<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return (await send(path, body, signal)).json() as Promise<T>;
}

/** pieces sends a question whose answer comes line by line. */
export async function* pieces(path: string, body: unknown, signal: AbortSignal): AsyncGenerator<Piece> {
  const response = await send(path, body, signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    rest += value;
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line) yield JSON.parse(line) as Piece;
  }
}

/** follow calls back with every new content of the file, and when the line to the studio breaks or is back. */
export function follow(onContent: (content: string) => void, onLink: (up: boolean) => void): () => void {
  const source = new EventSource("/api/events");
  source.onopen = () => onLink(true);
  source.onerror = () => onLink(false);
  source.onmessage = (message: MessageEvent<string>) => onContent(message.data);
  return () => source.close();
}
