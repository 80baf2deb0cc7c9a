package studio

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/loadpath/loadpath/internal/diag"
	"github.com/loadpath/loadpath/internal/fault"
	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/syntax"
)

// file is the design file on disk, as it was last seen, and the last design
// that could be made of it.
type file struct {
	name string

	mu       sync.Mutex
	now      *version
	listener map[chan string]bool // who wants to hear of new contents
}

// version is one text of the file with what was made of it. It does not change.
type version struct {
	text     []byte
	revision string // of the text; "" when there is no file
	content  string // of the text, what it includes and its approvals; "" when there is no file
	missing  bool
	problems diag.List
	doc      *syntax.Document // of the text, readable or not
	beside   []string         // files that it includes, or would if they were there
	seen     string           // stamps of the file and all of them

	study *study.Study // of this text, or of the last one that could be read; nil when there was none
	stale bool         // the study is of an earlier text

	targets func() [][]fault.Target // of each fault, in the design of the study
	levers  func() []Lever
}

// lookEvery is how often the disk is looked at.
const lookEvery = 200 * time.Millisecond

func openFile(name string) *file {
	f := &file{name: name, listener: map[chan string]bool{}}
	f.now = f.read(nil)
	return f
}

// current returns the file as it is now. It looks at the disk itself, so that an
// answer is never older than the question.
func (f *file) current() *version {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refresh()
	return f.now
}

// refresh reads the file again when it has changed, and tells everyone.
func (f *file) refresh() {
	if stamp(f.watched(f.now)) == f.now.seen {
		return
	}
	before := f.now.content
	f.now = f.read(f.now)
	if f.now.content == before {
		return
	}
	for c := range f.listener {
		select {
		case c <- f.now.content:
		default: // it has not taken the last one yet, and will ask for the state anyway
		}
	}
}

// watch looks at the disk until the context ends.
func (f *file) watch(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			f.current()
		}
	}
}

// listen returns a channel of contents and what ends it.
func (f *file) listen() (contents chan string, end func()) {
	c := make(chan string, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listener[c] = true
	return c, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.listener, c)
	}
}

// read makes a version of what is on the disk. What can no longer be read keeps
// the study of the version before.
func (f *file) read(before *version) *version {
	v := &version{doc: &syntax.Document{Sources: []*diag.Source{diag.NewSource(f.name, nil)}}}
	text, err := os.ReadFile(f.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.missing = true
	case err != nil:
		v.missing, v.problems = true, diag.List{{Code: "unreadable", Message: err.Error()}}
	default:
		v.text, v.revision = text, revisionOf(text)
	}
	if !v.missing {
		var design *model.Design
		design, v.problems, err = designOf(f.name, text, func(other string) ([]byte, error) {
			v.beside = append(v.beside, other)
			return os.ReadFile(other)
		})
		if err == nil {
			v.doc = design.Doc
		} else {
			v.problems = append(v.problems, diag.Diagnostic{Code: "unreadable", Message: err.Error()})
		}
		if err == nil && !v.problems.HasErrors() {
			signoff, wrong := readSignoff(f.name)
			v.problems = append(v.problems, wrong...)
			v.study, err = study.Estimate(design, study.Options{Today: time.Now().Format(time.DateOnly), Signoff: signoff})
			if err != nil {
				v.problems = append(v.problems, diag.Diagnostic{Code: "no-estimate", Message: err.Error()})
			} else {
				v.study.Findings = v.study.Audit()
				v.targets = targetsOf(design)
				v.levers = sync.OnceValue(func() []Lever { return leversOf(v.study) })
			}
		}
	}
	if v.study == nil && before != nil && before.study != nil {
		v.study, v.stale, v.targets, v.levers = before.study, true, before.targets, before.levers
	}
	watched := f.watched(v)
	v.seen = stamp(watched)
	if !v.missing {
		v.content = contentOf(text, watched[1:])
	}
	return v
}

// designOf reads a text as if it stood under that name; read is asked for what
// it includes.
func designOf(name string, text []byte, read func(name string) ([]byte, error)) (*model.Design, diag.List, error) {
	return model.Load(name, func(other string) ([]byte, error) {
		if other == name {
			return text, nil
		}
		return read(other)
	})
}

// watched are the file, what it includes and its approvals.
func (f *file) watched(v *version) []string {
	return slices.Concat([]string{f.name}, v.beside, []string{study.SignoffName(f.name)})
}

// stamp changes when one of the files does.
func stamp(names []string) string {
	var b strings.Builder
	for _, name := range names {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}

// contentOf is the revision of a text together with files beside it.
func contentOf(text []byte, beside []string) string {
	all := slices.Clone(text)
	for _, name := range beside {
		other, err := os.ReadFile(name)
		if err == nil {
			all = append(append(append(all, 0), name...), other...)
		}
	}
	return revisionOf(all)
}

func revisionOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// errConflict is a change that was made to a text which is no longer on the disk.
var errConflict = errors.New("the file has changed on the disk since")

// write puts a text on the disk in place of the one with that revision.
func (f *file) write(revision string, text []byte) (*version, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refresh()
	if f.now.revision != revision {
		return f.now, errConflict
	}
	if err := os.MkdirAll(filepath.Dir(f.name), 0o755); err != nil {
		return f.now, err
	}
	if err := syntax.WriteFile(f.name, text); err != nil {
		return f.now, err
	}
	f.now.seen = "" // whatever its time says, it is another text
	f.refresh()
	return f.now, nil
}
