package study

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/loadpath/loadpath/internal/sim"
)

// cacheKey is the hash of everything that a simulation follows from: the text
// of the design, the variant, the load and the statistics asked for. What the
// program itself is belongs to the Cache.
func (s *Study) cacheKey(j *job) string {
	h := sha256.New()
	for _, src := range j.design.Doc.Sources {
		fmt.Fprintf(h, "%s %d\n", src.Name, len(src.Text))
		h.Write(src.Text)
	}
	o := s.Options
	fmt.Fprintf(h, "\n%q %q %v %v %v %v %v %v %v", j.design.Variant, j.load, j.scale, o.Seed, o.Precision, o.MaxEvents/max(1, j.part), o.For, o.Breakdowns, o.Slice)
	return hex.EncodeToString(h.Sum(nil))
}

// cached returns the result that was kept under a key, or nil.
func (s *Study) cached(key string) *sim.Result {
	if s.Options.Cache == nil {
		return nil
	}
	data := s.Options.Cache.Get(key)
	if data == nil {
		return nil
	}
	result := new(sim.Result)
	if err := json.Unmarshal(data, result); err != nil {
		return nil // written by another version; it is run again
	}
	return result
}

// keep stores a result; one that cannot be stored is only slower next time.
func (s *Study) keep(key string, result *sim.Result) {
	if s.Options.Cache == nil {
		return
	}
	if data, err := json.Marshal(result); err == nil {
		s.Options.Cache.Put(key, data)
	}
}
