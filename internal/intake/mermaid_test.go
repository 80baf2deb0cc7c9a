package intake

import (
	"testing"

	"github.com/loadpath/loadpath/internal/diag"
)

// TestASpaceThatIsNoBlankIsReported holds what strings.Fields takes for a space
// and Mermaid does not.
func TestASpaceThatIsNoBlankIsReported(t *testing.T) {
	for _, text := range []string{"sequenceDiagram\n\u0085\n", "flowchart TD\n  a\u0085\n", "flowchart TD\n\u00a0\n"} {
		made, problems := Find("mermaid").Import([]*diag.Source{diag.NewSource("d.mmd", []byte(text))}, "odd")
		if made == nil && !problems.HasErrors() {
			t.Errorf("%q: neither a design nor an error", text)
		}
	}
}
