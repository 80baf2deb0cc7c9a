package intake

import (
	"regexp"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/catalog"
)

// boxWords is what the text of a box says.
type boxWords struct {
	title, doc string
	kind, tech string // of the catalogue, when it says so itself
	technology string // other words for what it is
	person     bool
	settings   []Setting // of a boundary
}

// noteMark is a part of a label in brackets: "[Container: Go]", "(region)".
var noteMark = regexp.MustCompile(`^[\[(«<{]+([^\])»>}]*)[\])»>}]+$`)

var trailing = regexp.MustCompile(`^(.+?)\s*\(([^()]*)\)$`)

// wordsOfBox takes a label apart: its first line is the title; what stands in
// brackets, or on a second line of few words, says what it is.
func wordsOfBox(b box) boxWords {
	var w boxWords
	own := ownName(b.id) != ""
	for i, text := range b.label {
		text = oneLine(text)
		note := noteMark.FindStringSubmatch(text)
		few := i > 0 && len(strings.Fields(text)) <= 4 && !strings.HasSuffix(text, ".")
		switch {
		case text == "":
		case own && i == 0:
			w.title = text
		case note != nil && (i > 0 || len(b.label) > 1):
			w.note(note[1])
		case w.title == "":
			w.title = text
		case few || own:
			w.note(text)
		default:
			w.doc = strings.TrimSpace(w.doc + " " + text)
		}
	}
	if m := trailing.FindStringSubmatch(w.title); m != nil && len(b.label) == 1 && settingsOf(m[2]) != nil {
		w.title = m[1]
		w.note(m[2])
	}
	w.person = w.person || slices.ContainsFunc(wordsOf(b.shape), isPerson)
	return w
}

// note reads what a box says it is: "sql, postgres", "Container: Go", "Person".
func (w *boxWords) note(text string) {
	if settings := settingsOf(text); settings != nil {
		w.settings = settings
		w.technology = strings.TrimSpace(w.technology + " " + text)
		return
	}
	first, rest, _ := strings.Cut(text, ",")
	rest = strings.TrimSpace(rest)
	if _, known := catalog.KindOf(first); known && w.kind == "" {
		w.kind = first
		if _, ok := catalog.Lookup(rest); ok {
			w.tech, rest = rest, ""
		}
		w.technology = strings.TrimSpace(w.technology + " " + rest)
		return
	}
	switch strings.ToLower(strings.TrimSpace(first)) {
	case "human", "person", "actor", "user":
		w.person = true
		return
	case "program":
		w.person, w.kind = true, "program"
		return
	case "external system", "external", "software system", "system_ext":
		w.technology = strings.TrimSpace(w.technology + " " + rest)
		return
	}
	if element, technology, ok := strings.Cut(text, ":"); ok && slices.Contains([]string{"container", "component", "system"}, strings.ToLower(strings.TrimSpace(element))) {
		text = technology
	}
	w.technology = strings.TrimSpace(w.technology + " " + text)
	if guessKind(text).word == "" {
		w.doc = strings.TrimSpace(w.doc + " " + text)
	}
}

// settingsOf are the keys of a boundary that a note names, all of it; nil when
// it is about something else.
func settingsOf(note string) []Setting {
	var list []Setting
	for _, word := range strings.Split(note, ",") {
		switch word = strings.ToLower(strings.TrimSpace(word)); word {
		case "region":
			list = append(list, Setting{"region", "true"})
		case "public", "partner", "restricted", "private":
			list = append(list, Setting{"trust", word})
		default:
			return nil
		}
	}
	return list
}

func isPerson(word string) bool {
	return slices.Contains(strings.Fields("actor user users person people customer customers visitor visitors human humans buyer buyers seller sellers reader readers shopper shoppers member members operator operators admin admins employee employees umlactor"), word)
}

func isProgram(word string) bool {
	return slices.Contains(strings.Fields("program bot bots crawler crawlers robot script device devices sensor sensors"), word)
}

// Our own exports have ids that tell role and name: part_links_db is the
// component links-db.
var ownPrefixes = []struct {
	prefix string
	role   role
}{{"part_", componentRole}, {"actor_", actorRole}, {"in_", boundaryRole}}

func ownRole(id string) role {
	for _, p := range ownPrefixes {
		if strings.HasPrefix(id, p.prefix) {
			return p.role
		}
	}
	return unsaid
}

// ownName is the name that an id of our own exports holds; "" for others.
func ownName(id string) string {
	for _, p := range ownPrefixes {
		if name, ok := strings.CutPrefix(id, p.prefix); ok {
			return strings.ReplaceAll(name, "_", "-")
		}
	}
	return ""
}
