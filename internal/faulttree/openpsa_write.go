package faulttree

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteOpenPSA writes functions as one fault tree in the Open-PSA Model
// Exchange Format. What the format does not take in a name is replaced; the
// name itself then stands in a label.
func (t *Tree) WriteOpenPSA(w io.Writer, name string, tops []Top) error {
	out := &treeWriter{t: t, ids: make([]string, len(t.nodes)), used: map[string]bool{}, written: make([]bool, len(t.nodes))}
	ids := make([]string, len(tops))
	for k, top := range tops {
		ids[k] = out.id(top.Name)
		if i := top.Ref.node(); t.nodes[i].kind > event && !top.Ref.negated() && out.ids[i] == "" {
			out.ids[i] = ids[k]
		}
	}
	fmt.Fprintf(&out.b, "<?xml version=\"1.0\"?>\n<opsa-mef>\n  <define-fault-tree name=\"%s\">\n", identifier(name))
	for k, top := range tops {
		t.below(top.Ref, out.gate)
		if i := top.Ref.node(); out.ids[i] != ids[k] {
			fmt.Fprintf(&out.b, "    <define-gate name=\"%s\">\n", ids[k])
			out.input(top.Ref)
			out.b.WriteString("    </define-gate>\n")
		}
	}
	out.b.WriteString("  </define-fault-tree>\n  <model-data>\n")
	for _, top := range tops {
		t.below(top.Ref, out.event)
	}
	out.b.WriteString("  </model-data>\n</opsa-mef>\n")
	_, err := io.WriteString(w, out.b.String())
	return err
}

// treeWriter writes nodes once each.
type treeWriter struct {
	t       *Tree
	b       strings.Builder
	ids     []string // of nodes
	used    map[string]bool
	written []bool
	gates   int
}

// id returns an identifier for a name that nothing else has.
func (w *treeWriter) id(name string) string {
	id := identifier(name)
	for n := 2; w.used[id]; n++ {
		id = fmt.Sprintf("%s_%d", identifier(name), n)
	}
	w.used[id] = true
	return id
}

// name returns the identifier of a node, made when it is first asked for.
func (w *treeWriter) name(i int32) string {
	if w.ids[i] == "" {
		name := w.t.nodes[i].name
		if name == "" {
			w.gates++
			name = fmt.Sprintf("g%d", w.gates)
		}
		w.ids[i] = w.id(name)
	}
	return w.ids[i]
}

// gate writes the definition of a gate.
func (w *treeWriter) gate(i int32) {
	n := &w.t.nodes[i]
	if n.kind <= event || w.written[i] {
		return
	}
	w.written[i] = true
	open, end := "and", "and"
	switch {
	case n.kind == xorGate:
		open, end = "xor", "xor"
	case n.kind == atLeastGate && n.k == 1:
		open, end = "or", "or"
	case n.kind == atLeastGate:
		open, end = fmt.Sprintf("atleast min=\"%d\"", n.k), "atleast"
	}
	fmt.Fprintf(&w.b, "    <define-gate name=\"%s\">\n      <%s>\n", w.name(i), open)
	for _, r := range n.in {
		w.input(r)
	}
	fmt.Fprintf(&w.b, "      </%s>\n    </define-gate>\n", end)
}

// input writes one input of a gate.
func (w *treeWriter) input(r Ref) {
	i := r.node()
	text := ""
	switch w.t.nodes[i].kind {
	case constant:
		text = fmt.Sprintf("<constant value=\"%t\"/>", r == True)
		r = False
	case event:
		text = fmt.Sprintf("<basic-event name=\"%s\"/>", w.name(i))
	default:
		text = fmt.Sprintf("<gate name=\"%s\"/>", w.name(i))
	}
	if r.negated() {
		text = "<not>" + text + "</not>"
	}
	fmt.Fprintf(&w.b, "        %s\n", text)
}

// event writes the definition of a basic event.
func (w *treeWriter) event(i int32) {
	n := &w.t.nodes[i]
	if n.kind != event || w.written[i] {
		return
	}
	w.written[i] = true
	label := ""
	if w.name(i) != n.name {
		label = "<label>" + escaped(n.name) + "</label>"
	}
	fmt.Fprintf(&w.b, "    <define-basic-event name=\"%s\">%s<float value=\"%s\"/></define-basic-event>\n", w.name(i), label, strconv.FormatFloat(n.p, 'g', -1, 64))
}

// identifier makes a name one that the format takes: letters, digits, _ and -,
// a letter first.
func identifier(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '_' && b.Len() > 0, r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() == 0:
			b.WriteString("n_")
			if r >= '0' && r <= '9' {
				b.WriteRune(r)
			}
		case !strings.HasSuffix(b.String(), "-") && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('-')
		}
	}
	if b.Len() == 0 {
		return "n_"
	}
	return strings.TrimRight(b.String(), "-")
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
