import { useEffect, useRef, type ReactNode } from "react";

/** Dialog is a modal box; Escape and a click beside it close it, and the focus goes back. */
export function Dialog({ title, className, close, children }: { title: string; className?: string; close: () => void; children: ReactNode }): ReactNode {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const box = ref.current!;
    box.showModal();
    return () => box.close();
  }, []);
  return (
    <dialog ref={ref} className={className} aria-label={title} onClose={close} onClick={(e) => e.target === ref.current && close()}>
      {children}
    </dialog>
  );
}
