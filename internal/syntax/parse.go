package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"github.com/loadpath/loadpath/internal/diag"
)

// Bounds of what is read. A design of a thousand components is below a
// megabyte and nests a dozen levels; the rest is headroom.
const (
	MaxBytes = 32 << 20 // a larger text is refused
	maxDepth = 500      // of nested collections
)

// Parse turns the text of a source into a tree with places. Everything wrong
// with the text as YAML comes back as diagnostics; after a syntax error the
// tree holds what could be read without the damaged part, and is nil only
// when nothing could. An empty text is a Null. Keys that stand twice count
// once, the first time.
func Parse(src *diag.Source) (*Node, diag.List) {
	text, problems := readable(src)
	if text == nil {
		return nil, problems
	}
	doc, text, syntaxProblems := salvage(src, text)
	problems = append(problems, syntaxProblems...)
	b := newBuilder(src, text)
	root := b.document(doc)
	problems = append(problems, b.problems...)
	problems.Sort()
	if doc == nil && syntaxProblems.HasErrors() {
		return nil, problems
	}
	return root, problems
}

// compose returns the document node of a text, nil for an empty text. A
// second document is a *secondDocument error beside the first one's node.
func compose(text []byte) (doc *yaml.Node, err error) {
	// The library means to turn its own failures into errors. Should one
	// escape, the user's text is still what is wrong.
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, fmt.Errorf("unreadable: %v", r)
		}
	}()
	offset := bomLength(text)
	loader, err := yaml.NewLoader(bytes.NewReader(text[offset:]),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return nil, fmt.Errorf("start the YAML reader: %w", err)
	}
	var first, second yaml.Node
	if err := loader.Load(&first); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := loader.Load(&second); !errors.Is(err, io.EOF) {
		return &first, &secondDocument{line: second.Line}
	}
	return &first, nil
}

// secondDocument says that a text goes on after its first document; line is 0
// when what follows is not even YAML.
type secondDocument struct{ line int }

func (e *secondDocument) Error() string { return "more than one document" }
