package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/loadpath/loadpath/internal/study/revision"
)

// revised is a design as it stands in a commit, with what it includes.
type revised struct {
	revision.Revision
	ctx context.Context
	as  string // how people name it: "main:designs/shop.yaml"
}

func revisedAs(ctx context.Context, name, dir, path, as string) revised {
	return revised{revision.Revision{Name: name, Dir: dir, Path: path}, ctx, as}
}

// read returns a file of the commit, as long as it is no larger than a design
// may be.
func (r revised) read(name string) ([]byte, error) {
	text, err := r.Read(r.ctx, name)
	if err == nil && len(text) > mostBytes {
		return nil, errTooBig
	}
	return text, err
}

// revisionOf finds a file in a revision of the repository that it stands in.
func revisionOf(ctx context.Context, name, file string) (revised, error) {
	r := revisedAs(ctx, name, filepath.Dir(file), filepath.Base(file), name+":"+filepath.ToSlash(file))
	if err := isRevision(ctx, r.Dir, name); err != nil {
		return r, err
	}
	if !r.Has(ctx) {
		return r, fmt.Errorf("%s has no %s: everything in it is new; `loadpath review %s` shows it", name, file, shellWord(file))
	}
	return r, nil
}

// revisionTyped reads "main:designs/shop.yaml", a path from the root of the
// repository as git has it, or else from this directory.
func revisionTyped(ctx context.Context, text string) (revised, error) {
	name, path, _ := strings.Cut(text, ":")
	if err := isRevision(ctx, ".", name); err != nil {
		return revised{}, err
	}
	top, err := revision.Git(ctx, ".", "rev-parse", "--show-toplevel")
	if err != nil {
		return revised{}, noGit(err)
	}
	for _, dir := range []string{strings.TrimRight(string(top), "\r\n"), "."} {
		if r := revisedAs(ctx, name, dir, path, text); r.Has(ctx) {
			return r, nil
		}
	}
	return revised{}, fmt.Errorf("%s has no file %s", name, path)
}

// onlyDesignIn is the one design of a revision.
func onlyDesignIn(ctx context.Context, name string) (revised, error) {
	if err := isRevision(ctx, ".", name); err != nil {
		return revised{}, err
	}
	top, err := revision.Git(ctx, ".", "rev-parse", "--show-toplevel")
	if err != nil {
		return revised{}, noGit(err)
	}
	dir := strings.TrimRight(string(top), "\r\n")
	found, _ := revision.Git(ctx, dir, "grep", "--name-only", "-z", "-e", "^loadpath:", name, "--", "*.yaml", "*.yml") // no match is an error to git
	var designs []string
	for _, f := range strings.Split(strings.Trim(string(found), "\x00"), "\x00") {
		if path, ok := strings.CutPrefix(f, name+":"); ok {
			designs = append(designs, path)
		}
	}
	switch len(designs) {
	case 1:
		return revisedAs(ctx, name, dir, designs[0], name+":"+designs[0]), nil
	case 0:
		return revised{}, fmt.Errorf("%s has no design; name a file, as in %s:shop.yaml", name, name)
	}
	return revised{}, fmt.Errorf("%s has %d designs; name one, as in %s:%s", name, len(designs), name, designs[0])
}

// isRevision tells whether a name is that of a commit.
func isRevision(ctx context.Context, dir, name string) error {
	_, err := revision.Git(ctx, dir, "rev-parse", "--verify", "--quiet", "--end-of-options", name+"^{commit}")
	if err == nil {
		return nil
	}
	if _, outside := revision.Git(ctx, dir, "rev-parse", "--git-dir"); outside != nil {
		return noGit(outside)
	}
	known, _ := revision.Git(ctx, dir, "for-each-ref", "--format=%(refname:short)")
	return fmt.Errorf("there is no revision %q%s", name, nearest(name, strings.Fields(string(known))))
}

// noGit says why there are no revisions.
func noGit(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("git is not installed, so there are no revisions; name two files")
	}
	return errors.New("this is not in a git repository, so there are no revisions; name two files")
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
