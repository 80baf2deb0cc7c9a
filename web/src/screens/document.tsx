import type { ReactNode } from "react";
import { useStore } from "../store";

/** DocumentScreen is the design document as it stands, in a frame that may run nothing. */
export function DocumentScreen(): ReactNode {
  const revision = useStore((s) => s.state?.revision);
  return (
    <section className="screen">
      <iframe title="The design document" src={`/api/document?${revision}`} sandbox="allow-popups" />
    </section>
  );
}
