package web

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"testing"
)

// TestTheBundleIsSmall holds all that a browser loads before the editor is
// opened, as gzip makes it, to 400 kB.
func TestTheBundleIsSmall(t *testing.T) {
	total := 0
	err := fs.WalkDir(Page(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == "editor.js" {
			return err
		}
		text, err := fs.ReadFile(Page(), name)
		if err != nil {
			return err
		}
		var packed bytes.Buffer
		w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		_, _ = w.Write(text)
		_ = w.Close()
		t.Logf("%-20s %6d bytes, packed %6d", name, len(text), packed.Len())
		total += packed.Len()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total == 0 || total > 400_000 {
		t.Errorf("the page without its editor is %d bytes when packed, want at most 400,000", total)
	}
}
