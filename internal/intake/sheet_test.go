package intake

import "testing"

func FuzzDrawio(f *testing.F)     { fuzzImport(f, drawio) }
func FuzzExcalidraw(f *testing.F) { fuzzImport(f, excalidraw) }
func FuzzMermaid(f *testing.F)    { fuzzImport(f, mermaid) }
