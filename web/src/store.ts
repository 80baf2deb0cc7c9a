import { useSyncExternalStore } from "react";
import type { Broken, Change, Draft, Fault, Piece, Played, Progress, Question, Requirement, Reviewed, State, Status, Waterfall } from "./api";
import { Refused, ask, follow, pieces } from "./client";
import { merged } from "./editor/diff";

/** Store is everything the page knows. It is replaced, never changed in place. */
export interface Store {
  state: State | null;
  linked: boolean; // to the studio
  reviewed: Reviewed | null; // of the design at hand; null until both witnesses were heard on it
  played: Played | null;
  ran: Partial<Question>; // that was asked for what is played
  broken: Broken | null;
  working: { what: "review" | "run" | "trace" | "chaos" | "compare"; progress: Progress | null } | null;
  trouble: string;
  conflict: Conflict | null;
  elsewhere: number; // how often the file was changed by others
  turned: number; // how often a text that was saved in the editor was taken back, or made again
  taken: string; // the revision that was taken in place of what was typed
  typing: boolean; // the editor holds what is not saved
  again: boolean; // the editor took something back that it can make again
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

/** Conflict is a change that met another one on the disk. Nothing is written until somebody has chosen. */
export interface Conflict {
  disk: State;
  base: string; // the text that was changed
  mine: string | null; // with our change; null when it does not fit what is on the disk
  typed: boolean; // in the editor, where one can go on
}

/** Step is a change that was made here, and where: as text, or in another part of the page. */
interface Step {
  before: string;
  after: string;
  by: "text" | "page";
}

/** Typing is an open editor, whose own history goes before the changes that are written. */
export interface Typing {
  undo: () => boolean;
  redo: () => boolean;
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
  elsewhere: 0,
  turned: 0,
  taken: "",
  typing: false,
  again: false,
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

let writing = 0; // requests that are under way; their answers bring the state
let heard = ""; // the last content that the studio told of

/** start follows the file for as long as the page is open. */
export function start(): void {
  follow(
    (content) => {
      heard = content;
      if (writing === 0 && (store.state?.content !== content || content === "")) void load();
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
    arrived(await ask<State>(`/api/state?${query}`), false);
  } catch (e) {
    say(e);
  }
}

/** arrived takes a state of the file; ours tells that it is what we wrote. */
function arrived(state: State, ours: boolean): void {
  const other = state.content !== store.state?.content;
  const theirs = !ours && store.state !== null && state.revision !== store.state.revision;
  set({ state, elsewhere: store.elsewhere + (theirs ? 1 : 0), ...(other ? { broken: null, played: null } : {}) });
  if (!other || !state.design || state.stale) return;
  set({ reviewed: null }); // what was said of another text is no verdict on this one
  void review();
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
      if (what !== "review" && store.state?.design && !store.state.stale && !store.reviewed) void review(); // which it had ended
    }
  }
}

/** review hears both witnesses on the file. */
export const review = (): Promise<void> => stream("review", "/api/review", {}, (p) => p.reviewed && p.reviewed.content === store.state?.content && set({ reviewed: p.reviewed }));

/** run puts load on the design; what it did is played back. */
export const run = (q: Partial<Question>): Promise<void> => stream("run", "/api/run", q, (p) => p.played && set({ played: p.played, ran: q }));

/** trace explains one request of the run that is played. */
export const trace = (q: Partial<Question>, end: (w: Waterfall) => void): Promise<void> => stream("trace", "/api/trace", { ...store.ran, ...q }, (p) => p.traced && end(p.traced));

/** tryOut shows changes that are not written in place of the file, or the file again, whose review they may have ended. */
export function tryOut(trial: Trial | null): void {
  set({ trial });
  if (!trial && !store.reviewed && !store.working && store.state?.design && !store.state.stale) void review();
}

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

/** rewrite replaces the whole text of the file, as the editor has it: what was typed into a text of some revision. */
export const rewrite = (text: string, base: string, revision: string): Promise<boolean> => written("/api/text", { text }, { by: "text", base, revision });

interface How {
  by?: Step["by"];
  base?: string; // the text that was changed, and its revision; the one at hand unless said
  revision?: string;
  settles?: boolean; // a conflict: the editor takes what is written
  steps?: (after: string) => Partial<Store>; // the histories afterwards; one step more unless said
}

let turn: Promise<unknown> = Promise.resolve();

/** inTurn does one thing to the file after the other: each begins with what the last one left. */
function inTurn<T>(does: () => Promise<T>): Promise<T> {
  const next = turn.then(does);
  turn = next.catch(() => null);
  return next;
}

/** idle waits until everything is written that was asked for. */
export const idle = (): Promise<unknown> => turn;

const written = (path: string, body: { text?: string; changes?: Change[] }, how: How = {}): Promise<boolean> => inTurn(() => write(path, body, how));

async function write(path: string, body: { text?: string; changes?: Change[] }, how: How): Promise<boolean> {
  const before = store.state;
  if (!before) return false;
  const last = heard;
  writing++;
  try {
    const state = await ask<State>(path, { revision: how.revision ?? before.revision, ...body });
    if (how.settles) set({ taken: state.revision });
    set(how.steps?.(state.text) ?? { done: [...store.done, { before: how.base ?? before.text, after: state.text, by: how.by ?? "page" }], undone: [] });
    arrived(state, true);
    return true;
  } catch (e) {
    if (e instanceof Refused && e.state) await meet(e.state, how.base ?? before.text, body, how.by === "text");
    else say(e);
    return false;
  } finally {
    writing--;
    if (heard !== last && heard !== store.state?.content) void load();
  }
}

/** meet asks what is to become of a change that was made to a text which is no longer on the disk. */
async function meet(disk: State, base: string, body: { text?: string; changes?: Change[] }, typed: boolean): Promise<void> {
  const mine = body.text ?? (await ask<Draft>("/api/preview", { revision: "", changes: body.changes ?? [] }).then((d) => d.text, () => null));
  clash({ disk, base, mine, typed });
}

/** clash shows both texts. */
export const clash = (conflict: Conflict): void => set({ conflict });

/** settle ends a conflict: with what is on the disk, with ours over it, or later. */
export async function settle(choice: "disk" | "later" | { text: string }): Promise<void> {
  const conflict = store.conflict;
  set({ conflict: null });
  if (!conflict || choice === "later") return;
  const { disk, typed } = conflict;
  if (choice !== "disk") {
    await written("/api/text", { text: choice.text }, { by: typed ? "text" : "page", base: disk.text, revision: disk.revision, settles: true });
    return;
  }
  set({ taken: disk.revision });
  if (store.state?.revision !== disk.revision) arrived(disk, false);
}

let typing: Typing | null = null;

/** opened tells of the editor that is open, or that none is. */
export const opened = (editor: Typing | null): void => {
  typing = editor;
};

const keep = (e: BeforeUnloadEvent): void => e.preventDefault();

/** unsaved tells whether the editor holds what is not written, and whether it can make something again. */
export function unsaved(typing: boolean, again: boolean): void {
  if (store.typing === typing && store.again === again) return;
  if (typing) window.addEventListener("beforeunload", keep);
  else window.removeEventListener("beforeunload", keep);
  set({ typing, again });
}

/** lastBy is where the last change was made that undo takes back; "" when there is none. */
export const lastBy = (): Step["by"] | "" => store.done.at(-1)?.by ?? "";

/** undo takes the last change back that was made here, in whichever part of the page: what is typed first, then what is written. */
export async function undo(): Promise<void> {
  if (typing?.undo()) return;
  await undoWritten();
}

export async function redo(): Promise<void> {
  if (typing?.redo()) return;
  await redoWritten();
}

/** undoWritten takes back the last change that was written. What others changed since stays. */
export const undoWritten = (): Promise<void> =>
  inTurn(async () => {
    const step = store.done.at(-1);
    if (!step) return;
    const { done, undone } = store;
    await back(step, step.after, step.before, (now, text) => ({ done: done.slice(0, -1), undone: [...undone, { before: text, after: now, by: step.by }] }));
  });

export const redoWritten = (): Promise<void> =>
  inTurn(async () => {
    const step = store.undone.at(-1);
    if (!step) return;
    const { done, undone } = store;
    await back(step, step.before, step.after, (now, text) => ({ done: [...done, { before: now, after: text, by: step.by }], undone: undone.slice(0, -1) }));
  });

/** back writes what a text was before a change into the file as it is now. */
async function back(step: Step, from: string, to: string, steps: (now: string, text: string) => Pick<Store, "done" | "undone">): Promise<void> {
  const now = store.state?.text ?? "";
  const text = merged(from, to, now);
  if (text === null) set({ trouble: "It cannot be taken back: the same lines were changed since." });
  else await write("/api/text", { text }, { steps: (after) => ({ ...steps(now, after), turned: store.turned + (step.by === "text" ? 1 : 0) }) });
}
