// The JSON on standard input. It is waited for: a synchronous read of a pipe
// fails when the writer is slow.
import { json } from "node:stream/consumers";

export const input = await json(process.stdin);
