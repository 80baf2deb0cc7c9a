package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// revision is a design as it stands in a commit, with what it includes.
type revision struct {
	ctx  context.Context
	name string // of the revision, as typed: "main"
	dir  string // of the working tree from which paths count
	path string // of the design, from there
	as   string // how people name it: "main:designs/shop.yaml"
}

// file is the name of the design as what it includes counts from it.
func (r revision) file() string { return r.name + ":" + filepath.ToSlash(r.path) }

// read returns a file of the revision, by the name of the design or a path from
// its directory.
func (r revision) read(name string) ([]byte, error) {
	path := strings.TrimPrefix(filepath.ToSlash(name), r.name+":")
	if filepath.IsAbs(path) || !strings.HasPrefix(path, "../") {
		path = "./" + path
	}
	text, err := git(r.ctx, r.dir, "show", r.name+":"+path)
	switch {
	case err != nil && r.ctx.Err() != nil:
		return nil, r.ctx.Err()
	case err != nil:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case len(text) > mostBytes:
		return nil, errTooBig
	}
	return text, nil
}

// has tells whether the revision has its design.
func (r revision) has() bool {
	_, err := git(r.ctx, r.dir, "cat-file", "-e", r.name+":./"+filepath.ToSlash(r.path))
	return err == nil
}

// revisionOf finds a file in a revision of the repository that it stands in.
func revisionOf(ctx context.Context, name, file string) (revision, error) {
	r := revision{ctx: ctx, name: name, dir: filepath.Dir(file), path: filepath.Base(file), as: name + ":" + filepath.ToSlash(file)}
	if err := isRevision(ctx, r.dir, name); err != nil {
		return r, err
	}
	if !r.has() {
		return r, fmt.Errorf("%s has no %s: everything in it is new; `loadpath review %s` shows it", name, file, shellWord(file))
	}
	return r, nil
}

// revisionTyped reads "main:designs/shop.yaml", a path from the root of the
// repository as git has it, or else from this directory.
func revisionTyped(ctx context.Context, text string) (revision, error) {
	name, path, _ := strings.Cut(text, ":")
	if err := isRevision(ctx, ".", name); err != nil {
		return revision{}, err
	}
	top, err := git(ctx, ".", "rev-parse", "--show-toplevel")
	if err != nil {
		return revision{}, noGit(err)
	}
	for _, dir := range []string{strings.TrimRight(string(top), "\r\n"), "."} {
		if r := (revision{ctx, name, dir, path, text}); r.has() {
			return r, nil
		}
	}
	return revision{}, fmt.Errorf("%s has no file %s", name, path)
}

// onlyDesignIn is the one design of a revision.
func onlyDesignIn(ctx context.Context, name string) (revision, error) {
	if err := isRevision(ctx, ".", name); err != nil {
		return revision{}, err
	}
	top, err := git(ctx, ".", "rev-parse", "--show-toplevel")
	if err != nil {
		return revision{}, noGit(err)
	}
	dir := strings.TrimRight(string(top), "\r\n")
	found, _ := git(ctx, dir, "grep", "--name-only", "-z", "-e", "^loadpath:", name, "--", "*.yaml", "*.yml") // no match is an error to git
	var designs []string
	for _, f := range strings.Split(strings.Trim(string(found), "\x00"), "\x00") {
		if path, ok := strings.CutPrefix(f, name+":"); ok {
			designs = append(designs, path)
		}
	}
	switch len(designs) {
	case 1:
		return revision{ctx, name, dir, designs[0], name + ":" + designs[0]}, nil
	case 0:
		return revision{}, fmt.Errorf("%s has no design; name a file, as in %s:shop.yaml", name, name)
	}
	return revision{}, fmt.Errorf("%s has %d designs; name one, as in %s:%s", name, len(designs), name, designs[0])
}

// isRevision tells whether a name is that of a commit.
func isRevision(ctx context.Context, dir, name string) error {
	_, err := git(ctx, dir, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err == nil {
		return nil
	}
	if _, outside := git(ctx, dir, "rev-parse", "--git-dir"); outside != nil {
		return noGit(outside)
	}
	known, _ := git(ctx, dir, "for-each-ref", "--format=%(refname:short)")
	return fmt.Errorf("there is no revision %q%s", name, nearest(name, strings.Fields(string(known))))
}

// noGit says why there are no revisions.
func noGit(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("git is not installed, so there are no revisions; name two files")
	}
	return errors.New("this is not in a git repository, so there are no revisions; name two files")
}

// git runs git in a directory and returns what it prints. It takes no locks and
// starts no helpers, as it only reads.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"--no-optional-locks", "-c", "core.fsmonitor=false", "-C", dir}, args...)...)
	var out bytes.Buffer
	cmd.Stdout = &out
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	err := cmd.Run()
	return out.Bytes(), err
}

// isFile tells whether a name is that of a file here, or is meant to be one.
func isFile(name string) bool {
	if name == "-" {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// looksLikeFile tells whether a name that is no file was meant as one.
func looksLikeFile(name string) bool {
	ext := filepath.Ext(name)
	return !strings.Contains(name, ":") && (ext == ".yaml" || ext == ".yml")
}
