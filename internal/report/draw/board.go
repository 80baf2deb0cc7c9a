package draw

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/loadpath/loadpath/internal/report/look"
)

// Board shows steps in reading order, with how far each is.
type Board struct {
	Plate
	Title string // said to those who cannot see it
	Cards []Card
}

// Card is a step.
type Card struct {
	Number   int
	Name     string
	Note     string // what it hands over
	State    string // "● complete"
	Tone     look.Tone
	Done, Of int    // questions
	Next     string // what it asks next; empty for nothing
	Later    string // where Next is empty, what may stay open
}

const (
	cardColumns = 4
	cardWidth   = 252
	cardHeight  = 122
	cardShort   = 88 // of a row that asks nothing
	cardGap     = 14
	cardPad     = 14
)

// Picture draws the board in its plate.
func (b Board) Picture() Picture {
	if len(b.Cards) == 0 {
		return nothing(b.Plate, b.Title)
	}
	var c canvas
	y := cardGap
	for row := range slices.Chunk(b.Cards, cardColumns) {
		height := cardHeight
		if !slices.ContainsFunc(row, func(s Card) bool { return s.Next+s.Later != "" }) {
			height = cardShort
		}
		for i, card := range row {
			card.draw(&c, cardGap+i*(cardWidth+cardGap), y, height)
		}
		y += height + cardGap
	}
	return c.finish(b.Plate, cardGap+min(len(b.Cards), cardColumns)*(cardWidth+cardGap), y, b.Title)
}

func (s Card) draw(c *canvas, x, y, height int) {
	const room = cardWidth - 2*cardPad
	c.open("", fmt.Sprintf("%d %s: %s", s.Number, shown(s.Name), shown(s.State)))
	c.rect(x, y, cardWidth, height, 8, "card")
	x, y = x+cardPad, y+cardPad
	number := strconv.Itoa(s.Number)
	c.rect(x, y, 26, 26, 13, "tile k-s1")
	c.text(x+13, y+18, "title mid k-s1", number)
	state := look.Fit(shown(s.State), room/2, noteSize, true)
	c.text(x+36, y+12, "title", look.Fit(shown(s.Name), room-36, bodySize, true))
	c.text(x+36, y+27, "tick", look.Fit(shown(s.Note), room-36, tickSize, false))
	y += 38
	if s.Of > 0 {
		bar(c, x, y, room, float64(s.Done)/float64(s.Of), s.Tone)
	}
	c.text(x, y+22, "note title k-"+s.Tone.Class(), state)
	c.text(x+room, y+22, "tick end", fmt.Sprintf("%d of %d answered", s.Done, s.Of))
	next, class := shown(s.Next), "note"
	if next == "" && s.Later != "" {
		next, class = "May stay open: "+shown(s.Later), "note muted"
	}
	for i, line := range look.Wrap(next, room, 2, noteSize, false) {
		c.text(x, y+42+i*noteLine, class, line)
	}
	c.close()
}
