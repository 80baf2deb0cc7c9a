package draw

import (
	"fmt"
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
}

const (
	cardColumns = 4
	cardWidth   = 252
	cardHeight  = 132
	cardGap     = 14
	cardPad     = 14
)

// Picture draws the board in its plate.
func (b Board) Picture() Picture {
	if len(b.Cards) == 0 {
		return nothing(b.Plate, b.Title)
	}
	var c canvas
	for i, card := range b.Cards {
		card.draw(&c, cardGap+i%cardColumns*(cardWidth+cardGap), cardGap+i/cardColumns*(cardHeight+cardGap))
	}
	rows := (len(b.Cards) + cardColumns - 1) / cardColumns
	return c.finish(b.Plate, cardGap+min(len(b.Cards), cardColumns)*(cardWidth+cardGap), cardGap+rows*(cardHeight+cardGap), b.Title)
}

func (s Card) draw(c *canvas, x, y int) {
	const room = cardWidth - 2*cardPad
	c.open("", fmt.Sprintf("%d %s: %s", s.Number, shown(s.Name), shown(s.State)))
	c.rect(x, y, cardWidth, cardHeight, 8, "card")
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
	for i, line := range look.Wrap(shown(s.Next), room, 2, noteSize, false) {
		c.text(x, y+42+i*noteLine, "note", line)
	}
	c.close()
}
