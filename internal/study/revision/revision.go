// Package revision reads a design, with what it includes, as git has it in a
// commit. It only reads: it takes no locks, asks no one and starts no helpers.
package revision

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// Revision is a file as it stands in a commit.
type Revision struct {
	Name string // of the commit, as typed: "main"
	Dir  string // of the working tree from which paths count
	Path string // of the file, from there
}

// File is the name of the file as what it includes counts from it.
func (r Revision) File() string { return r.Name + ":" + filepath.ToSlash(r.Path) }

// Read returns a file of the commit, by the name of File or a path from its
// directory. What the commit does not have is fs.ErrNotExist.
func (r Revision) Read(ctx context.Context, name string) ([]byte, error) {
	path := strings.TrimPrefix(filepath.ToSlash(name), r.Name+":")
	if filepath.IsAbs(path) || !strings.HasPrefix(path, "../") {
		path = "./" + path
	}
	text, err := Git(ctx, r.Dir, "show", r.Name+":"+path)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return text, nil
}

// Has tells whether the commit has the file.
func (r Revision) Has(ctx context.Context) bool {
	_, err := Git(ctx, r.Dir, "cat-file", "-e", r.Name+":./"+filepath.ToSlash(r.Path))
	return err == nil
}

// Commit is one that changed a file.
type Commit struct {
	Hash    string // short
	Day     string // ISO
	Subject string
}

// History lists the last commits that changed a file, the newest first; none
// where there is no repository, or none of it has the file.
func History(ctx context.Context, file string, most int) []Commit {
	dir, base := filepath.Split(file)
	// The fields of a commit are apart by a byte that no subject holds.
	out, err := Git(ctx, filepath.Clean(dir), "log", "--format=%h%x1f%cs%x1f%s", "--max-count", strconv.Itoa(most), "--", base)
	if err != nil {
		return nil
	}
	var all []Commit
	for line := range strings.Lines(string(out)) {
		if f := strings.SplitN(strings.TrimRight(line, "\r\n"), "\x1f", 3); len(f) == 3 {
			all = append(all, Commit{f[0], f[1], f[2]})
		}
	}
	return all
}

// Git runs git in a directory and returns what it prints.
func Git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"--no-optional-locks", "-c", "core.fsmonitor=false", "-C", dir}, args...)...)
	var out bytes.Buffer
	cmd.Stdout = &out
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	err := cmd.Run()
	return out.Bytes(), err
}
