// Package intake turns files of other tools into the text of a design that
// checks, one file a format. What such a file cannot tell (load, sizes, what a
// box without words is) becomes an open question with the place it came from,
// never a number. It computes nothing.
package intake

import (
	"fmt"
	"strings"

	"github.com/loadpath/loadpath/internal/diag"
)

// Format is one format that designs are made from. A new one is a file with a
// value of this type, and its name in Formats.
type Format struct {
	Name  string // as in --as: "compose"
	Title string // "Compose file"
	Files string // names it goes by, for people: "compose.yaml, docker-compose.yml"
	Takes string // what becomes part of the design, in a sentence or two
	Drops string // what has no place in a design and is left out

	// Knows tells from a file's base name and the start of its text (4 kB at
	// least, or all of it) whether it looks like this format. It is asked in the
	// order of Formats, and the first yes decides.
	Knows func(name string, head []byte) bool

	// Read makes a draft of one or more files that belong together. A file that
	// is broken is an error with its place in the list; nothing else is: what is
	// odd but can be read goes to the draft's Open or LeftOut. The draft is not
	// used when the list has errors, and may be nil then.
	Read func(files []*diag.Source) (*Draft, diag.List)
}

// Formats are all of them. What is told apart by its words stands before what
// is told apart by a file name alone.
var Formats = []*Format{
	drawio, excalidraw, structurizr, mermaid,
	openAPI, kubernetes, compose,
}

// headLength is how much of a text Knows is shown.
const headLength = 64 << 10

// Find returns the format of a name, or nil.
func Find(name string) *Format {
	for _, f := range Formats {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Detect returns the format that a file looks like, or nil.
func Detect(file *diag.Source) *Format {
	head := file.Text[:min(len(file.Text), headLength)]
	for _, f := range Formats {
		if f.Knows(baseName(file.Name), head) {
			return f
		}
	}
	return nil
}

// baseName is a path without its directories.
func baseName(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

// Names lists the names of the formats.
func Names() []string {
	var names []string
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

// Result is a design made from files of another tool.
type Result struct {
	Text    []byte // of the design file
	Open    []Note // what the files could not tell, each about a place in the design
	LeftOut []Note // what the files say and a design has no place for
}

// Import reads files of the format and writes the design they make; system
// names it when the files do not. The result is nil when the list has errors.
func (f *Format) Import(files []*diag.Source, system string) (*Result, diag.List) {
	draft, problems := f.Read(files)
	problems.Sort()
	if problems.HasErrors() {
		return nil, problems
	}
	if draft.System == "" {
		draft.System = system
	}
	var names []string
	for _, file := range files {
		names = append(names, baseName(file.Name))
	}
	return Write(draft, fmt.Sprintf("%s (%s)", strings.Join(names, ", "), f.Title)), problems
}

// eachFile makes a Read of a function that reads one file: the drafts are laid
// side by side, and an id that several files have is the same thing.
func eachFile(read func(*diag.Source) (*Draft, diag.List)) func([]*diag.Source) (*Draft, diag.List) {
	return func(files []*diag.Source) (*Draft, diag.List) {
		all := &Draft{}
		var problems diag.List
		for _, file := range files {
			draft, found := read(file)
			problems = append(problems, found...)
			if draft != nil {
				all.join(draft)
			}
		}
		return all, problems
	}
}

// broken is the list of the one problem that makes a file unreadable. The
// codes of this package are "unreadable-import", for a text that does not keep
// to its format, and "refused-import", for one that does and cannot be used.
func broken(at diag.Span, help, format string, args ...any) diag.List {
	return diag.List{{Code: "unreadable-import", Span: at, Message: fmt.Sprintf(format, args...), Help: help}}
}

// refused is the same for a file that is whole, but of which no design can be
// made.
func refused(at diag.Span, help, format string, args ...any) diag.List {
	return diag.List{{Code: "refused-import", Span: at, Message: fmt.Sprintf(format, args...), Help: help}}
}
