package fault

import (
	_ "embed"
	"sync"

	"github.com/loadpath/loadpath/internal/model"
)

//go:embed gallery.yaml
var galleryText []byte

// gallery is a small design in which every fault can happen; the pages take
// their examples from it.
var gallery = sync.OnceValue(func() *model.Design {
	d, problems, err := model.Load("gallery.yaml", func(string) ([]byte, error) { return galleryText, nil })
	if err != nil || problems.HasErrors() {
		panic("fault: the design of the examples is broken")
	}
	return d
})
