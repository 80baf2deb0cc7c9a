// Package designs holds the finished designs, one YAML file each, as they ship
// in the binary: the templates of `loadpath new`. Those at the top are complete
// reference designs; those in outages replay published outages, each with its
// repaired twin as a variant.
package designs

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.yaml outages/*.yaml
var files embed.FS

// Names returns the names of the reference designs, sorted.
func Names() []string { return in(".", "") }

// Outages returns the names of the replays of outages, as
// outages/dynamodb-2015, sorted.
func Outages() []string { return in("outages", "outages/") }

// All returns the names of all designs: reference designs first.
func All() []string { return append(Names(), Outages()...) }

// Text returns the file of a design by its name; ok is false when there is none.
func Text(name string) (text []byte, ok bool) {
	text, err := files.ReadFile(name + ".yaml")
	return text, err == nil
}

// in returns the names of the designs of a folder, with a prefix.
func in(folder, prefix string) []string {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		panic("designs: the embedded files cannot be listed: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		if name, design := strings.CutSuffix(e.Name(), ".yaml"); design {
			names = append(names, prefix+name)
		}
	}
	return names
}
