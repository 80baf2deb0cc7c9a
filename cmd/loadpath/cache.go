package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/loadpath/loadpath/internal/study"
	"github.com/loadpath/loadpath/internal/syntax"
)

// dirCache keeps simulation results as files. Keys are joined with the hash of
// this program, so that another build never sees them.
type dirCache struct{ dir string }

// resultCache returns the user's cache, or nil when there is nowhere to keep
// one; then every run is simulated.
func resultCache() study.Cache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	build := buildHash()
	if build == "" {
		return nil
	}
	return dirCache{filepath.Join(dir, "loadpath", build)}
}

// buildHash is the hash of the program file; "" when it cannot be read.
var buildHash = sync.OnceValue(func() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
})

// Get returns what was kept, or nil.
func (c dirCache) Get(key string) []byte {
	data, err := os.ReadFile(filepath.Join(c.dir, key+".json"))
	if err != nil {
		return nil
	}
	return data
}

// Put keeps data. A disk that cannot keep it makes the next run slower, nothing
// else, so it is not an error.
func (c dirCache) Put(key string, data []byte) {
	if os.MkdirAll(c.dir, 0o777) == nil {
		_ = syntax.WriteFile(filepath.Join(c.dir, key+".json"), data)
	}
}
