import type { ReactNode } from "react";
import type { State } from "../api";
import { go, useRoute } from "../route";
import { quiet, useStore } from "../store";
import { ConflictDialog } from "./conflict";
import { lead, where } from "./where";

/** Notices say what is in the way: a file that cannot be read, a change that met another, an answer that was no. */
export function Notices({ state }: { state: State }): ReactNode {
  const trouble = useStore((s) => s.trouble);
  const conflict = useStore((s) => s.conflict);
  const typing = useStore((s) => s.typing);
  const { screen } = useRoute();
  const errors = state.problems.filter((p) => p.severity === "error");
  return (
    <>
      <div className="notices" role="status">
        {state.missing && (
          <p className="bad">
            <b>{state.file} is gone.</b> What is shown is its last content; save from the editor to write it again.
          </p>
        )}
        {!state.missing && errors.length > 0 && (
          <p className="bad">
            <b>{state.stale ? "The picture is of the last text that could be read." : "The design cannot be read."}</b> {errors[0]!.line > 0 && `${where(errors[0]!)}: `}
            {errors[0]!.message}
            {errors.length > 1 && ` And ${errors.length - 1} more.`}{" "}
            <button onClick={() => (errors[0]!.file ? go({ screen: "editor" }) : lead(errors[0]!))}>Open the editor</button>
          </p>
        )}
        {typing && screen !== "editor" && (
          <p>
            <b>The editor holds text that is not saved.</b> <button onClick={() => go({ screen: "editor" })}>Open the editor</button>
          </p>
        )}
        {trouble && (
          <p className="bad">
            {trouble} <button onClick={quiet}>Close</button>
          </p>
        )}
      </div>
      {conflict && <ConflictDialog conflict={conflict} />}
    </>
  );
}
