package syntax

import "slices"

// Spot is where an offset stands in a text that need not be YAML yet: what is
// being written there, and around which other keys.
type Spot struct {
	// Path leads from the root to what is being written: keys, and "-" for an
	// item of a list. Of a key it leads to the mapping that the key is in, of a
	// value to the key that it stands under.
	Path       []string
	Place      Place
	Start, End int     // the word that stands there, in bytes, and the blanks up to the offset; empty when there is none
	Word       string  // that word, without quotes
	Others     []Other // the other keys of the same mapping
	Glued      bool    // a value that stands right behind the colon, where a space is missing
	Colon      bool    // a key that has its colon already
	Line       bool    // a key on a line of its own, not in brackets
}

// Other is a key beside the one that is being written, with its value when that
// is one word or text.
type Other struct{ Key, Value string }

// Place is what may be written at a spot.
type Place uint8

// A key, a value behind a colon, or an item of a list, which may begin a
// mapping. Nowhere is inside a comment or a text of several lines.
const (
	Nowhere Place = iota
	InKey
	InValue
	InItem
)

// SpotAt returns where an offset, in bytes, stands in a text.
func SpotAt(text []byte, offset int) Spot {
	o := outline(text, offset)
	switch {
	case o.prose:
		return Spot{}
	case o.blank != nil:
		s := spotIn(o.blank, nil, InKey, offset, offset)
		s.Line = true
		if o.blank.item && len(o.blank.parts) == 0 {
			s.Place = InItem
		}
		return s
	}
	s, ok := o.top.find(text, offset)
	if !ok {
		return Spot{}
	}
	s.Word = string(text[s.Start:s.End])
	if n := len(s.Word); n > 0 && (s.Word[0] == '"' || s.Word[0] == '\'') {
		s.Word = s.Word[1:]
		if s.Word != "" && s.Word[len(s.Word)-1] == text[s.Start] {
			s.Word = s.Word[:len(s.Word)-1]
		}
	}
	return s
}

// spotIn is the spot of a stretch inside p; own is the key that is being written.
func spotIn(p, own *part, place Place, from, to int) Spot {
	s := Spot{Path: p.path(), Place: place, Start: from, End: to}
	for _, other := range p.parts {
		if other != own && !other.item && other.key != "" {
			s.Others = append(s.Others, Other{other.key, other.scalar})
		}
	}
	return s
}

// find looks for the innermost part around an offset.
func (p *part) find(text []byte, offset int) (Spot, bool) {
	for _, c := range p.parts {
		if !c.item && offset >= c.keyFrom && offset <= c.keyTo {
			s := spotIn(p, c, InKey, c.keyFrom, c.keyTo)
			s.Line, s.Colon = c.column >= 0, c.to > 0
			return s, true
		}
		if s, ok := c.find(text, offset); ok {
			return s, true
		}
		if c.to > 0 && offset >= c.from && offset <= c.to {
			return c.valueAt(text, offset)
		}
	}
	return Spot{}, false
}

// valueAt is the spot in the value of a part.
func (p *part) valueAt(text []byte, offset int) (Spot, bool) {
	switch {
	case p.flow == '{' && offset >= p.open && offset <= p.shut:
		return spotIn(p, nil, InKey, offset, offset), true
	case p.flow == '[' && offset >= p.open && offset <= p.shut:
		s := spotIn(p, nil, InItem, offset, offset)
		s.Path = append(s.Path, "-")
		return s, true
	case p.flow != 0 || len(p.parts) > 0 || p.text && p.scalar == "":
		return Spot{}, false
	}
	from, to := offset, offset
	if p.scalar != "" || p.scalarTo > p.scalarFrom {
		if from, to = p.scalarFrom, max(p.scalarTo, offset); offset < from {
			return Spot{}, true
		}
	}
	s := spotIn(p.parent, p, InValue, from, to)
	s.Path = p.path()
	s.Glued = !p.item && offset == p.from
	if p.item {
		s.Place, s.Others = InItem, nil
	}
	return s, true
}

func (p *part) path() []string {
	var path []string
	for ; p.parent != nil; p = p.parent {
		if p.item {
			path = append(path, "-")
		} else {
			path = append(path, p.key)
		}
	}
	slices.Reverse(path)
	return path
}
