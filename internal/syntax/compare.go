package syntax

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Change is a value that one tree has and another has not, or has otherwise.
type Change struct {
	Path   Path  // in the later tree; of what is gone, in the earlier one
	Before *Node // nil when it is new
	After  *Node // nil when it is gone
}

// String returns the change as people say it: "a.b: 1 → 2", "a.b added: 2".
func (c Change) String() string {
	switch {
	case c.Before == nil:
		return fmt.Sprintf("%s added: %s", c.Path, Short(c.After))
	case c.After == nil:
		return fmt.Sprintf("%s removed: %s", c.Path, Short(c.Before))
	}
	return fmt.Sprintf("%s: %s → %s", c.Path, Short(c.Before), Short(c.After))
}

// mostShown is how many characters of a value a sentence holds.
const mostShown = 60

// Short returns a value on one line, cut where it is long.
func Short(n *Node) string {
	text := []rune(strings.Join(strings.Fields(Inline(n)), " "))
	if len(text) > mostShown {
		return string(text[:mostShown-1]) + "…"
	}
	return string(text)
}

// Inline returns a value on one line as YAML, with the keys in file order.
func Inline(n *Node) string {
	var parts []string
	switch n.Kind {
	case Null:
		return "null"
	case Mapping:
		for _, p := range n.Pairs {
			parts = append(parts, Quote(p.Key.Value)+": "+Inline(p.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case Sequence:
		for _, item := range n.Items {
			parts = append(parts, Inline(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return Quote(n.Value)
}

// Lines returns a value as YAML over several lines, one key or item a line.
func Lines(n *Node) string {
	if len(n.Pairs)+len(n.Items) == 0 {
		return Inline(n) + "\n"
	}
	var b strings.Builder
	writeLines(&b, n, 0)
	return b.String()
}

func writeLines(b *strings.Builder, n *Node, indent int) {
	margin := strings.Repeat(" ", indent)
	for _, p := range n.Pairs {
		b.WriteString(margin + Quote(p.Key.Value) + ":")
		writeBelow(b, p.Value, indent)
	}
	for _, item := range n.Items {
		b.WriteString(margin + "-")
		writeBelow(b, item, indent)
	}
}

// writeBelow writes what stands behind a colon or a dash. What holds no further
// collections stays on the line.
func writeBelow(b *strings.Builder, n *Node, indent int) {
	nested := func(n *Node) bool { return n.Kind >= Mapping }
	if slices.ContainsFunc(n.Items, nested) || slices.ContainsFunc(n.Pairs, func(p Pair) bool { return nested(p.Value) }) {
		b.WriteString("\n")
		writeLines(b, n, indent+formatStep)
		return
	}
	b.WriteString(" " + Inline(n) + "\n")
}

// Hash returns a digest of what a tree means: 32 hexadecimal digits of SHA-256.
// Comments, layout, quotes and the order of keys do not enter it; the order of
// lists does.
func Hash(n *Node) string {
	sum := sha256.Sum256(appendCanonical(nil, n))
	return hex.EncodeToString(sum[:16])
}

// canonical is one text for all trees that mean the same. Each value has its
// length before it, so that no two trees share a text.
func canonical(n *Node) string { return string(appendCanonical(nil, n)) }

func appendCanonical(out []byte, n *Node) []byte {
	switch n.Kind {
	case Null:
		return append(out, '~')
	case Mapping:
		out = append(out, '{')
		for _, p := range sortedPairs(n.Pairs) {
			out = appendCanonical(appendCanonical(out, p.Key), p.Value)
		}
		return append(out, '}')
	case Sequence:
		out = append(out, '[')
		for _, item := range n.Items {
			out = appendCanonical(out, item)
		}
		return append(out, ']')
	}
	out = append(strconv.AppendInt(out, int64(len(n.Value)), 10), ':')
	return append(out, n.Value...)
}

func sortedPairs(pairs []Pair) []Pair {
	byKey := func(p, q Pair) int { return strings.Compare(p.Key.Value, q.Key.Value) }
	if slices.IsSortedFunc(pairs, byKey) {
		return pairs
	}
	return slices.SortedFunc(slices.Values(pairs), byKey)
}

// Compare returns what is different between two trees, down to single values,
// in the order of the later one; what is gone comes where it stood. Items of
// lists are matched by what they say, so that an insertion is one change. Either
// tree may be nil.
func Compare(before, after *Node) []Change {
	return compare(nil, before, after)
}

func compare(at Path, a, b *Node) []Change {
	switch {
	case a == nil && b == nil:
		return nil
	case a == nil || b == nil || a.Kind != b.Kind || a.Kind < Mapping && a.Value != b.Value:
		return []Change{{slices.Clone(at), a, b}}
	case a.Kind == Mapping:
		return comparePairs(at, a, b)
	case a.Kind == Sequence:
		return compareItems(at, a, b)
	}
	return nil
}

func comparePairs(at Path, a, b *Node) []Change {
	var out []Change
	for _, p := range a.Pairs {
		if b.Get(p.Key.Value) == nil {
			out = append(out, compare(append(at, p.Key.Value), p.Value, nil)...)
		}
	}
	for _, p := range b.Pairs {
		out = append(out, compare(append(at, p.Key.Value), a.Get(p.Key.Value), p.Value)...)
	}
	return out
}

// compareItems keeps the longest common run of items apart (Hunt and McIlroy
// 1976) and pairs what is left between them from the first on.
func compareItems(at Path, a, b *Node) []Change {
	left, right := canonicals(a.Items), canonicals(b.Items)
	common := longestCommon(left, right)
	var out []Change
	i, j := 0, 0
	for _, match := range append(common, [2]int{len(left), len(right)}) {
		for i < match[0] || j < match[1] {
			switch {
			case i < match[0] && j < match[1]:
				out = append(out, compare(append(at, strconv.Itoa(j)), a.Items[i], b.Items[j])...)
				i, j = i+1, j+1
			case i < match[0]:
				out = append(out, compare(append(at, strconv.Itoa(i)), a.Items[i], nil)...)
				i++
			default:
				out = append(out, compare(append(at, strconv.Itoa(j)), nil, b.Items[j])...)
				j++
			}
		}
		i, j = match[0]+1, match[1]+1
	}
	return out
}

func canonicals(items []*Node) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = canonical(item)
	}
	return out
}

// longestCommon returns the pairs of positions of a longest common subsequence.
func longestCommon(a, b []string) [][2]int {
	length := make([][]int, len(a)+1)
	length[len(a)] = make([]int, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		length[i] = make([]int, len(b)+1)
		for j := len(b) - 1; j >= 0; j-- {
			length[i][j] = max(length[i+1][j], length[i][j+1])
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			}
		}
	}
	var out [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			out = append(out, [2]int{i, j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
