package syntax

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/loadpath/loadpath/internal/diag"
)

// meant is what a tree means, without places: nil, string, []meant or entries.
type meant any

type field struct {
	key   string
	value meant
}

// meaning returns what a node stands for.
func meaning(n *Node) meant {
	switch {
	case n == nil || n.Kind == Null:
		return nil
	case n.Kind == Scalar:
		return n.Value
	case n.Kind == Sequence:
		out := []meant{}
		for _, i := range n.Items {
			out = append(out, meaning(i))
		}
		return out
	}
	out := []field{}
	for _, p := range n.Pairs {
		out = append(out, field{p.Key.Value, meaning(p.Value)})
	}
	return out
}

// writer writes generated values as YAML in styles drawn at random.
type writer struct {
	t    *rapid.T
	step int
	b    strings.Builder
}

func (w *writer) chance(n int, why string) bool { return rapid.IntRange(0, n-1).Draw(w.t, why) == 0 }

// genText draws a value and a text that means it.
func genText(t *rapid.T) (meant, string) {
	w := &writer{t: t, step: rapid.SampledFrom([]int{1, 2, 2, 2, 4}).Draw(t, "step")}
	v := genValue(t, 4)
	if _, scalar := v.(string); scalar || v == nil {
		v = []field{{"only", v}}
	}
	if w.chance(4, "head") {
		w.b.WriteString("# a comment: with {brackets\n\n")
	}
	w.block(v, 0)
	text := w.b.String()
	if w.chance(4, "crlf") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if w.chance(4, "no final newline") && !strings.Contains(text, "|") && !strings.Contains(text, ">") {
		text = strings.TrimRight(text, "\r\n")
	}
	if w.chance(8, "bom") {
		text = "\uFEFF" + text
	}
	return v, text
}

func genValue(t *rapid.T, depth int) meant {
	switch k := rapid.IntRange(0, 9).Draw(t, "kind"); {
	case k < 4 && depth > 0:
		out := []field{}
		for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 0, 4, rapid.ID[string]).Draw(t, "keys") {
			out = append(out, field{key, genValue(t, depth-1)})
		}
		return out
	case k < 6 && depth > 0:
		out := []meant{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			out = append(out, genValue(t, depth-1))
		}
		return out
	case k == 9:
		return nil
	}
	return rapid.SampledFrom(texts).Draw(t, "text")
}

var (
	keys  = []string{"a", "b-c", "größe", "with space", "api.cache", "GET /{code}", "200", "it's", `say "hi"`, "null", "<<", "x: y", "東京"}
	texts = []string{"1", "5ms", "two words", "a # b", "a: b", "{x}", "[", "- x", "", "true", "null", "ünïcode 😀", "line one\nline two\n",
		"para\n\nmore\n", "it's", `"q"`, `back\slash`, "  padded ", "tab\there", "*star", "= a * 3", "$0.09/GB", "2ms..8ms", "trail\n\n", "no end\nof line", "100%", "a, b"}
)

// plainSafe tells whether a text may stand without quotes anywhere.
func plainSafe(s string) bool {
	return s != "" && s == strings.TrimSpace(s) && !strings.ContainsAny(s, "#:{}[],\"'*&!|>%@`\n\\\t?-<=~") &&
		s != "null"
}

func (w *writer) scalar(s string, indent int, flow bool) {
	style := rapid.IntRange(0, 5).Draw(w.t, "style")
	switch {
	case style >= 3 && plainSafe(s):
		if !flow && strings.Contains(s, " ") && w.chance(2, "fold") {
			s = strings.Replace(s, " ", "\n"+strings.Repeat(" ", indent+1), 1)
		}
		w.b.WriteString(s)
	case style == 2 && !flow && strings.Contains(s, "\n") && !strings.HasPrefix(s, " "):
		w.literal(s, indent)
	case style == 1 && !strings.ContainsAny(s, "\n\t"):
		w.b.WriteString("'" + strings.ReplaceAll(s, "'", "''") + "'")
	default:
		q := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s)
		w.b.WriteString(`"` + q + `"`)
	}
}

func (w *writer) literal(s string, indent int) {
	body := strings.TrimRight(s, "\n")
	chomp := map[int]string{0: "-", 1: "", 2: "+"}[len(s)-len(body)]
	w.b.WriteString("|" + chomp)
	if w.chance(3, "header comment") {
		w.b.WriteString(" # why")
	}
	w.b.WriteString("\n")
	for _, line := range strings.Split(body, "\n") {
		if line != "" {
			w.b.WriteString(strings.Repeat(" ", indent+w.step) + line)
		}
		w.b.WriteString("\n")
	}
	if chomp == "+" {
		w.b.WriteString("\n")
	}
}

func (w *writer) flow(v meant, indent int) {
	gap := func() {
		if w.chance(6, "gap") {
			w.b.WriteString(strings.Repeat(" ", rapid.IntRange(0, 2).Draw(w.t, "gap width")))
		}
		if w.chance(12, "wrap") {
			w.b.WriteString(" # it's, a } comment\n" + strings.Repeat(" ", indent+1))
		}
	}
	switch v := v.(type) {
	case nil:
		w.b.WriteString(rapid.SampledFrom([]string{"null", "~"}).Draw(w.t, "null"))
	case string:
		w.scalar(v, indent, true)
	case []meant:
		w.b.WriteString("[")
		for i, item := range v {
			if i > 0 {
				w.b.WriteString(", ")
			}
			gap()
			w.flow(item, indent)
			gap()
		}
		w.b.WriteString("]")
	case []field:
		w.b.WriteString("{")
		for i, e := range v {
			if i > 0 {
				w.b.WriteString(", ")
			}
			gap()
			w.key(e.key)
			w.b.WriteString(": ")
			w.flow(e.value, indent)
			gap()
		}
		if len(v) > 0 && w.chance(6, "last comma") {
			w.b.WriteString(",")
		}
		w.b.WriteString("}")
	}
}

// key writes a key, which stays on one line.
func (w *writer) key(s string) {
	if plainSafe(s) && w.chance(2, "plain key") {
		w.b.WriteString(s)
		return
	}
	if w.chance(2, "single") {
		w.b.WriteString("'" + strings.ReplaceAll(s, "'", "''") + "'")
		return
	}
	w.b.WriteString(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
}

func (w *writer) endLine() {
	if w.chance(5, "comment") {
		w.b.WriteString("  # note: {x")
	}
	w.b.WriteString("\n")
	if w.chance(10, "empty line") {
		w.b.WriteString("\n")
	}
	if w.chance(12, "comment line") {
		w.b.WriteString("# far left\n")
	}
}

// block writes a collection as block lines at an indentation; the first line
// starts where the writer stands.
func (w *writer) block(v meant, indent int) {
	pad := strings.Repeat(" ", indent)
	switch v := v.(type) {
	case []meant:
		for i, item := range v {
			if i > 0 {
				w.b.WriteString(pad)
			}
			w.b.WriteString("-")
			w.after(item, indent, true)
		}
		if len(v) == 0 {
			w.b.WriteString("[]")
			w.endLine()
		}
	case []field:
		for i, e := range v {
			if i > 0 {
				w.b.WriteString(pad)
			}
			w.key(e.key)
			w.b.WriteString(":")
			w.after(e.value, indent, false)
		}
		if len(v) == 0 {
			w.b.WriteString("{}")
			w.endLine()
		}
	}
}

// after writes a value behind "key:" or "-".
func (w *writer) after(v meant, indent int, item bool) {
	if v == nil && w.chance(2, "empty") {
		w.endLine()
		return
	}
	n := size(v)
	if _, scalar := v.(string); scalar || v == nil || n == 0 || w.chance(3, "as flow") {
		w.b.WriteString(strings.Repeat(" ", rapid.SampledFrom([]int{1, 1, 3}).Draw(w.t, "space")))
		if s, ok := v.(string); ok {
			w.scalar(s, indent, false)
			if strings.HasSuffix(w.b.String(), "\n") {
				return // a literal ended its own line
			}
		} else {
			w.flow(v, indent)
		}
		w.endLine()
		return
	}
	deeper := indent + w.step
	if item && w.chance(2, "compact") {
		w.b.WriteString(" ")
		w.block(v, indent+2)
		return
	}
	if _, list := v.([]meant); list && !item && w.chance(3, "indentless") {
		deeper = indent
	}
	w.endLine()
	w.b.WriteString(strings.Repeat(" ", deeper))
	w.block(v, deeper)
}

func size(v meant) int {
	switch v := v.(type) {
	case []meant:
		return len(v)
	case []field:
		return len(v)
	}
	return -1
}

func show(v meant) string { return fmt.Sprintf("%#v", v) }

func source(text string) *diag.Source { return diag.NewSource("test.yaml", []byte(text)) }
