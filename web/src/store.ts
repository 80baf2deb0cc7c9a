import { useSyncExternalStore } from "react";
import type { Broken, Change, Fault, Piece, Played, Progress, Question, Requirement, Reviewed, State, Status, Waterfall } from "./api";
import { Refused, ask, follow, pieces } from "./client";

/** Store is everything the page knows. It is replaced, never changed in place. */
export interface Store {
  state: State | null;
  linked: boolean; // to the studio
  reviewed: Reviewed | null; // of the file at hand or an earlier revision of it
  played: Played | null;
  ran: Partial<Question>; // that was asked for what is played
  broken: Broken | null;
  working: { what: "review" | "run" | "trace" | "chaos" | "compare"; progress: Progress | null } | null;
  trouble: string;
  conflict: State | null; // what is on the disk, when it is not what we changed
  done: Step[]; // changes made here, that undo takes back
  undone: Step[];
  open: string[]; // boundaries that are unfolded
  trial: Trial | null; // what stands in place of the file on What if
}

/** Trial is how the design would be with changes that are not written. */
export interface Trial {
  requirements: Requirement[];
  status: Status;
  heard: Requirement[] | null; // with both witnesses, once a simulation has confirmed it
}

interface Step {
  before: string;
  after: string;
}

let store: Store = {
  state: null,
  linked: true,
  reviewed: null,
  played: null,
  ran: {},
  broken: null,
  working: null,
  trouble: "",
  conflict: null,
  done: [],
  undone: [],
  open: [],
  trial: null,
};
const listeners = new Set<() => void>();

function set(part: Partial<Store>): void {
  store = { ...store, ...part };
  for (const l of listeners) l();
}

/** useStore reads a part of the store, and again when it changes. */
export function useStore<T>(read: (s: Store) => T): T {
  return useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    () => read(store),
  );
}

const say = (e: unknown): void => {
  if (e instanceof DOMException && e.name === "AbortError") return;
  set({ trouble: e instanceof Error ? e.message : String(e) });
};
export const quiet = (): void => set({ trouble: "" });

/** start follows the file for as long as the page is open. */
export function start(): void {
  follow(
    (content) => {
      if (store.state?.content !== content || content === "") void load();
    },
    (linked) => {
      if (linked && !store.linked) void load();
      set({ linked });
    },
  );
}

async function load(): Promise<void> {
  try {
    const query = store.open.map((b) => `open=${encodeURIComponent(b)}`).join("&");
    arrived(await ask<State>(`/api/state?${query}`));
  } catch (e) {
    say(e);
  }
}

function arrived(state: State): void {
  const other = state.content !== store.state?.content;
  set({ state, ...(other ? { broken: null, played: null } : {}) });
  if (other && state.design && !state.stale) void review();
}

/** unfold opens a boundary that is drawn as one box, or closes it. */
export function unfold(boundary: string): void {
  set({ open: store.open.includes(boundary) ? store.open.filter((b) => b !== boundary) : [...store.open, boundary] });
  void load();
}

let running: AbortController | null = null;

/** cancel ends what is being computed. */
export function cancel(): void {
  running?.abort();
  running = null;
  set({ working: null });
}

async function stream(what: NonNullable<Store["working"]>["what"], path: string, question: Partial<Question>, end: (p: Piece) => void, early?: Answer): Promise<void> {
  cancel();
  const own = early?.own ?? new AbortController();
  running = own;
  set({ working: { what, progress: null }, trouble: "" });
  try {
    for await (const piece of early?.pieces ?? pieces(path, question, own.signal)) {
      if (running !== own) return;
      if (piece.progress) set({ working: { what, progress: piece.progress } });
      else if (piece.trouble) set({ trouble: piece.trouble });
      else end(piece);
    }
  } catch (e) {
    say(e);
  } finally {
    if (running === own) {
      running = null;
      set({ working: null });
      if (what !== "review" && store.state?.design && store.reviewed?.revision !== store.state.revision) void review(); // which it had ended
    }
  }
}

/** review hears both witnesses on the file. */
export const review = (): Promise<void> => stream("review", "/api/review", {}, (p) => p.reviewed && set({ reviewed: p.reviewed }));

/** run puts load on the design; what it did is played back. */
export const run = (q: Partial<Question>): Promise<void> => stream("run", "/api/run", q, (p) => p.played && set({ played: p.played, ran: q }));

/** trace explains one request of the run that is played. */
export const trace = (q: Partial<Question>, end: (w: Waterfall) => void): Promise<void> => stream("trace", "/api/trace", { ...store.ran, ...q }, (p) => p.traced && end(p.traced));

/** tryOut shows changes that are not written in place of the file, or the file again. */
export const tryOut = (trial: Trial | null): void => set({ trial });

// So many events of each run tell whether both witnesses agree, in a third of the time of a review.
const quickly = 2_000_000;

/** confirm hears both witnesses on changes that are not written. */
export const confirm = (changes: Change[]): Promise<void> =>
  stream("review", "/api/review", { changes, events: quickly }, (p) => p.reviewed && set({ trial: { requirements: p.reviewed.requirements, status: p.reviewed.status, heard: p.reviewed.requirements } }));

/** breakIt runs faults, and the same seed without them. */
export function breakIt(q: Partial<Question>): Promise<void> {
  const early = guess?.key === JSON.stringify(q) ? guess : null;
  if (early) guess = null;
  else foresee(null);
  return stream("chaos", "/api/break", q, (p) => p.broken && set({ broken: p.broken }), early ?? undefined);
}

/** Answer is what a question has begun to be told. */
interface Answer {
  own: AbortController;
  pieces: AsyncIterable<Piece>;
}

let guess: (Answer & { key: string }) | null = null;

/** foresee asks what somebody is likely to break next, so that it is there when they do; another guess, or none, ends it. */
export function foresee(q: Partial<Question> | null): void {
  const key = q && JSON.stringify(q);
  if (guess && guess.key === key) return;
  guess?.own.abort();
  guess = null;
  if (!q || !key) return;
  const own = new AbortController();
  const end = last(pieces("/api/break", q, own.signal));
  guess = { key, own, pieces: once(end) };
}

async function last(from: AsyncIterable<Piece>): Promise<Piece | null> {
  let piece: Piece | null = null;
  try {
    for await (piece of from);
  } catch {
    return null; // it was a guess
  }
  return piece;
}

async function* once(end: Promise<Piece | null>): AsyncGenerator<Piece> {
  const piece = await end;
  if (piece) yield piece;
}

export const compare = (q: Partial<Question>, end: (p: Piece) => void): Promise<void> => stream("compare", "/api/compare", q, end);

export const forget = (): void => set({ broken: null, played: null });

let faults = { revision: "", of: new Map<string, Promise<Fault[]>>() };

/** faultsOf are the ways in which what is selected in the design at hand can break; all for nothing. */
export function faultsOf(selected: string, revision: string): Promise<Fault[]> {
  if (faults.revision !== revision) faults = { revision, of: new Map() };
  const known = faults.of.get(selected) ?? ask<Fault[]>(`/api/faults?of=${encodeURIComponent(selected)}`);
  faults.of.set(selected, known);
  return known;
}

/** change writes values into the file. */
export const change = (changes: Change[]): Promise<boolean> => written("/api/edit", { changes });

/** rewrite replaces the whole text of the file. */
export const rewrite = (text: string): Promise<boolean> => written("/api/text", { text });

async function written(path: string, body: object, steps?: Pick<Store, "done" | "undone">): Promise<boolean> {
  const before = store.state;
  if (!before) return false;
  try {
    const state = await ask<State>(path, { revision: before.revision, ...body });
    set(steps ?? { done: [...store.done, { before: before.text, after: state.text }], undone: [] });
    arrived(state);
    return true;
  } catch (e) {
    if (e instanceof Refused && e.status === 409) set({ conflict: e.state });
    else say(e);
    return false;
  }
}

/** undo takes the last change back that was made here, in whichever part of the page. */
export async function undo(): Promise<void> {
  const step = store.done.at(-1);
  if (step) await written("/api/text", { text: step.before }, { done: store.done.slice(0, -1), undone: [...store.undone, step] });
}

export async function redo(): Promise<void> {
  const step = store.undone.at(-1);
  if (step) await written("/api/text", { text: step.after }, { done: [...store.done, step], undone: store.undone.slice(0, -1) });
}

/** settle ends a conflict with what is on the disk. */
export function settle(): void {
  if (store.conflict) arrived(store.conflict);
  set({ conflict: null });
}
