package syntax

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/loadpath/loadpath/internal/diag"
)

// Document is a design as it stands on disk: one file, or several joined by
// include.
type Document struct {
	Root    *Node          // the joined tree; nil when the first file could not be read as YAML
	Sources []*diag.Source // every file that was read, the first one first
}

// deepSections are the sections whose entries are sections themselves, so
// that two files may both add endpoints, say.
var deepSections = map[string]bool{
	"requirements": true, "api": true, "observe": true, "deliver": true, "secure": true,
}

// Load reads a file and everything that it joins by include, with paths
// relative to the file that names them. Sections are joined name by name; a
// name that two files define is a problem, as is an include that loops or
// cannot be read. The error is for the world: a disk that fails while reading
// the first file. That it is missing or a directory is a diagnostic.
func Load(name string, read func(name string) ([]byte, error)) (*Document, diag.List, error) {
	l := &loader{read: read, doc: &Document{}, state: map[string]bool{}}
	text, err := read(name)
	if code, message := unreadableFile(name, err); code != "" {
		return l.doc, diag.List{{
			Code: code, Message: message,
			Help: `name a design file, or write a new one with "loadpath new"`,
		}}, nil
	}
	if err != nil {
		return l.doc, nil, fmt.Errorf("read the design: %w", err)
	}
	l.doc.Root = l.file(name, text)
	l.problems.Sort()
	return l.doc, l.problems, nil
}

// Included returns the node of an included file that stands in the way of a
// change of the first file: what the path leads into is written there, and a name
// that two files define is a problem. It is nil when the first file can hold the
// change.
func (d *Document) Included(path []string) *Node {
	node := d.Root
	for i, key := range path {
		node = node.Get(key)
		joined := i == sections || i == parts && deepSections[path[0]]
		switch {
		case node == nil:
			return nil
		case node.Span.Source == d.Sources[0] || joined && (node.Kind == Mapping || node.Kind == Null):
		default:
			return node
		}
	}
	return nil
}

type loader struct {
	read     func(name string) ([]byte, error)
	doc      *Document
	problems diag.List
	state    map[string]bool // files seen; true while what they include is being read
}

// file parses one file and joins to it what it includes.
func (l *loader) file(name string, text []byte) *Node {
	src := diag.NewSource(name, text)
	l.doc.Sources = append(l.doc.Sources, src)
	root, problems := Parse(src)
	l.problems = append(l.problems, problems...)
	clean := filepath.Clean(name)
	l.state[clean] = true
	defer func() { l.state[clean] = false }()
	for _, item := range l.includes(root) {
		root = l.join(root, l.include(name, item), sections)
	}
	return root
}

// includes returns the file names under include, which may be one or a list.
func (l *loader) includes(root *Node) []*Node {
	n := root.Get("include")
	switch {
	case n == nil || n.Kind == Null:
		return nil
	case n.Kind == Sequence:
		return n.Items
	}
	return []*Node{n}
}

// include reads one file that another one names; nil when it cannot be.
func (l *loader) include(from string, item *Node) *Node {
	report := func(code, message, help string) *Node {
		l.problems = append(l.problems, diag.Diagnostic{Code: code, Span: item.Span, Message: message, Help: help})
		return nil
	}
	if item.Kind != Scalar {
		return report("include", "include takes names of files", "write include: [part.yaml]")
	}
	name := item.Value
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(from), name)
	}
	if reading, seen := l.state[filepath.Clean(name)]; reading {
		return report("include-loop", fmt.Sprintf("%q includes itself, directly or through others", item.Value),
			"remove it from include")
	} else if seen {
		return nil // two files may both name a third
	}
	text, err := l.read(name)
	if code, message := unreadableFile(name, err); code != "" {
		return report(code, message, fmt.Sprintf("paths are relative to %q", from))
	}
	if err != nil {
		return report("unreadable", fmt.Sprintf("%q cannot be read: %v", name, reason(err)), "make the file readable, or remove it from include")
	}
	root := l.file(name, text)
	if root != nil && root.Kind != Mapping && root.Kind != Null {
		return report("include", fmt.Sprintf("%q holds no sections of a design", name), "write it as a mapping: components: {...}")
	}
	return root
}

// unreadableFile says what is wrong with a name that names no file; an empty
// code when something else, or nothing, is.
func unreadableFile(name string, err error) (code, message string) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "not-found", fmt.Sprintf("there is no file %q", name)
	case errors.Is(err, syscall.EISDIR):
		return "is-directory", fmt.Sprintf("%q is a directory, not a file", name)
	}
	return "", ""
}

// reason strips the operation and path that the system puts before its words.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// The levels of a document at which files are joined.
const (
	sections = iota // components, flows, requirements
	parts           // the sections inside a deep section
	names           // what a section defines; here two of a kind clash
)

// join adds the pairs of b to a. Mappings are joined down to the names of a
// section, and lists above that level are appended.
func (l *loader) join(a, b *Node, level int) *Node {
	if b == nil || b.Kind == Null {
		return a
	}
	if a == nil || a.Kind == Null {
		return b
	}
	out := *a
	out.Pairs = slices.Clone(a.Pairs)
	for _, p := range b.Pairs {
		if level == sections && p.Key.Value == "include" {
			continue
		}
		i := out.index(p.Key.Value)
		if i < 0 {
			out.Pairs = append(out.Pairs, p)
			continue
		}
		below := names
		if level == sections && deepSections[p.Key.Value] {
			below = parts
		}
		switch x, y := out.Pairs[i].Value, p.Value; {
		case level < names && (y.Kind == Null || x.Kind == Null || x.Kind == Mapping && y.Kind == Mapping):
			out.Pairs[i].Value = l.join(x, y, below)
		case level < names && x.Kind == Sequence && y.Kind == Sequence:
			list := *x
			list.Items = slices.Concat(x.Items, y.Items)
			out.Pairs[i].Value = &list
		case level == sections && x.Kind == Scalar && y.Kind == Scalar && x.Value == y.Value:
			// Every file may repeat loadpath: 1 and the name of the system.
		default:
			l.problems = append(l.problems, duplicateKey(p.Key, out.Pairs[i].Key.Span))
		}
	}
	return &out
}
