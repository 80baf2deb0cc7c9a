// Package web is the page of the studio as it was built: `go run` and
// `go install` need no Node. Its sources are in src; `npm run build` makes dist.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Page returns the files of the page; index.html is the first.
func Page() fs.FS {
	page, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("web: the embedded page cannot be opened: " + err.Error())
	}
	return page
}
