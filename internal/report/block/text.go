package block

import (
	"strings"

	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/report/safe"
)

// Text is a line of running text. Build it left to right:
//
//	block.Plain("The flow ").Mono("redirect").Plain(" is ").Chip(look.Good, "met")
type Text []run

// Plain starts a text with words.
func Plain(s string) Text { return Text{}.Plain(s) }

// Strong starts a text with emphasised words.
func Strong(s string) Text { return Text{}.Strong(s) }

// Mono starts a text with a name, key or value as it stands in a file.
func Mono(s string) Text { return Text{}.Mono(s) }

// Link starts a text with words that lead to href. An address that safe.URL
// refuses leaves only the words.
func Link(s, href string) Text { return Text{}.Link(s, href) }

// Chip starts a text with a verdict.
func Chip(t look.Tone, s string) Text { return Text{}.Chip(t, s) }

// Sign starts a text with the mark alone of a verdict, which screen
// readers say in words.
func Sign(t look.Tone, s string) Text {
	return Text{}.with(run{style: sign, text: s, tone: t})
}

// Plain appends words.
func (t Text) Plain(s string) Text { return t.with(run{style: plain, text: s}) }

// Strong appends emphasised words.
func (t Text) Strong(s string) Text { return t.with(run{style: strong, text: s}) }

// Mono appends a name, key or value as it stands in a file.
func (t Text) Mono(s string) Text { return t.with(run{style: mono, text: s}) }

// Link appends words that lead to href.
func (t Text) Link(s, href string) Text {
	if !safe.URL(href) {
		return t.Plain(s)
	}
	return t.with(run{style: link, text: s, href: href})
}

// Chip appends a verdict.
func (t Text) Chip(tone look.Tone, s string) Text {
	return t.with(run{style: chip, text: s, tone: tone})
}

// At gives what was appended last a place in the document, [a-z0-9_-]+, that links
// can point to.
func (t Text) At(id string) Text {
	out := append(Text{}, t...)
	out[len(out)-1].id = id
	return out
}

// Add appends another text.
func (t Text) Add(o Text) Text { return append(t[:len(t):len(t)], o...) }

// String returns the words alone.
func (t Text) String() string {
	var b strings.Builder
	for _, r := range t {
		if r.style == sign {
			b.WriteString(r.tone.Mark())
			continue
		}
		b.WriteString(safe.Line(r.text))
	}
	return b.String()
}

type run struct {
	style style
	text  string
	href  string    // of a link
	id    string    // of the place that it is, or ""
	tone  look.Tone // of a chip or a sign
}

type style uint8

const (
	plain style = iota
	strong
	mono
	link
	chip
	sign
)

// with copies, so that a text can be the start of several.
func (t Text) with(r run) Text { return append(t[:len(t):len(t)], r) }
