package intake

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
)

// namer gives every id of one kind of thing a name of the language that no
// other has.
type namer struct {
	spare string // the name of what has no letters, "component"
	of    map[string]string
	taken map[string]bool
}

func newNamer(spare string) *namer {
	// These mean something where a name stands: a value of YAML, every
	// component, the design without a variant, a part of a component.
	taken := map[string]bool{"null": true, "true": true, "false": true, "all": true, "base": true, "default": true, "primary": true}
	return &namer{spare: spare, of: map[string]string{}, taken: taken}
}

// add names an id after the first of the wishes that has letters, or else
// after the id. An id that has a name keeps it.
func (n *namer) add(id string, wishes ...string) string {
	if name, ok := n.of[id]; ok {
		return name
	}
	name := ""
	for _, wish := range append(wishes, id) {
		name = cmp.Or(name, nameOf(wish))
	}
	name = n.free(cmp.Or(name, n.spare))
	n.of[id] = name
	return name
}

// free returns a name that is not taken, with a number when there is need,
// and takes it.
func (n *namer) free(name string) string {
	unique := name
	for i := 2; n.taken[unique]; i++ {
		unique = name + "-" + strconv.Itoa(i)
	}
	n.taken[unique] = true
	return unique
}

// longestName keeps names readable; a title keeps all its words.
const longestName = 40

// nameOf makes a name of the language from a text: "OrderService v2" becomes
// order-service-v2. It is "" when there are no Latin letters.
func nameOf(text string) string {
	var b strings.Builder
	for _, r := range apart(text) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case latin[r] != "":
			b.WriteString(latin[r])
		default:
			b.WriteByte('-')
		}
	}
	words := strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' })
	name := strings.TrimLeft(strings.Join(words, "-"), "-0123456789")
	if len(name) > longestName {
		name = name[:longestName]
		if cut := strings.LastIndexByte(name, '-'); cut > longestName/2 {
			name = name[:cut]
		}
	}
	return strings.TrimRight(name, "-")
}

// latin are letters with marks, as those who cannot type them write them.
var latin = func() map[rune]string {
	m := map[rune]string{'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'æ': "ae", 'ø': "oe", 'å': "aa", 'œ': "oe"}
	for plain, marked := range map[string]string{
		"a": "àáâãāăą", "c": "çćč", "d": "ďđ", "e": "èéêëēėęě", "g": "ğ", "i": "ìíîïīı", "l": "ł",
		"n": "ñńň", "o": "òóôõōő", "r": "řŕ", "s": "śšşș", "t": "ťțţ", "u": "ùúûūůű", "y": "ýÿ", "z": "źżž",
	} {
		for _, r := range marked {
			m[r] = plain
		}
	}
	return m
}()

// oneLine makes a text one line without signs that are not seen.
func oneLine(text string) string { return strings.Join(strings.Fields(safe.Line(text)), " ") }
