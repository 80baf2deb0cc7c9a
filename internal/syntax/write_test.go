package syntax

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWriteFileReplacesTextAndKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "link.yaml")
	if err := os.WriteFile(name, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a.yaml", link); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(name)
	info, _ := os.Stat(name)
	if string(text) != "new" || info.Mode().Perm() != 0o600 {
		t.Errorf("the file holds %q with mode %v", text, info.Mode())
	}
	if info, _ := os.Lstat(link); info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link became a file")
	}
	fresh := filepath.Join(dir, "fresh.yaml")
	if err := WriteFile(fresh, nil); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(fresh); info.Mode().Perm() != 0o644 {
		t.Errorf("a new file has mode %v", info.Mode())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestWriteFileReportsWhatItCannotReplace(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{dir, filepath.Join(dir, "no", "such", "dir.yaml"), filepath.Join(dir, "a\x00b")} {
		if err := WriteFile(name, []byte("x")); err == nil {
			t.Errorf("WriteFile(%q) did not fail", name)
		}
	}
}
