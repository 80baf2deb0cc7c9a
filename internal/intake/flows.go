package intake

import (
	"cmp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
)

// flow is a flow as it will be written; names are those of the design.
type flow struct {
	Flow
	name  string
	key   string   // under which it is asked about
	ends  []string // ids that name a flow made of a drawing
	steps []*step
}

// step is a call with what the callee does for it, or a block.
type step struct {
	Step
	inner    []*step
	branches [][]*step
}

// deepest is how far steps are nested: far above what people draw, and below
// what a YAML reader refuses.
const deepest = 40

// broker tells whether a component of the kind hands messages on.
func broker(kind string) bool {
	k, _ := catalog.KindOf(kind)
	return k.Class == catalog.Queue || k.Class == catalog.Stream
}

// verbsOf are the verbs of a call to a component of a kind; sure is false when
// the label does not say whether it reads or writes.
func verbsOf(kind, label string, inner bool) (verbs []string, sure bool) {
	k, _ := catalog.KindOf(kind)
	if inner {
		return []string{"call"}, true // nothing else has steps inside
	}
	for _, word := range strings.Split(label, ",") {
		verb, _, _ := strings.Cut(strings.TrimSpace(word), " ") // "read link"
		if k.Accepts(verb) && !slices.Contains(verbs, verb) {
			verbs = append(verbs, verb)
		}
	}
	switch {
	case len(verbs) > 0:
		return verbs, true
	case broker(kind):
		return []string{"publish"}, true
	case !k.KeepsData():
		return []string{"call"}, true
	}
	for _, word := range wordsOf(label) {
		for _, verb := range storeWords {
			if slices.Contains(strings.Fields(verb.words), word) && k.Accepts(verb.verb) && !slices.Contains(verbs, verb.verb) {
				verbs = append(verbs, verb.verb)
			}
		}
	}
	if len(verbs) > 0 {
		return verbs, true
	}
	usual := map[catalog.Class]string{catalog.Cache: "get"}
	return []string{cmp.Or(usual[k.Class], "read")}, false
}

// storeWords are words of labels and the verbs they mean.
var storeWords = []struct{ verb, words string }{
	{"read", "read reads reading get gets load loads fetch fetches select selects look looks lookup lookups"},
	{"write", "write writes writing save saves store stores insert inserts update updates put puts persist persists create creates record records upsert set sets"},
	{"query", "query queries search searches"},
	{"delete", "delete deletes remove removes"},
}
