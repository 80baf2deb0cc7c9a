package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/report/block"
	"github.com/loadpath/loadpath/internal/report/draw"
	"github.com/loadpath/loadpath/internal/report/look"
	"github.com/loadpath/loadpath/internal/unit"
)

// dataModel writes step 7: the entities, where they live, how they are read,
// and whether they fit.
func dataModel(p *paper) {
	if p.d.Data.Len() == 0 {
		return
	}
	picture := p.entities()
	p.figure("data-model", picture.SVG(), picture.Title, "Entities with their fields; lines are references, keys are marked.")
	p.entityTable()
	p.accessPatterns()
	p.storeFit()
}

func (p *paper) entities() draw.Entities {
	picture := draw.Entities{Title: "Data model of " + p.s.Title()}
	for name, e := range p.d.Data.All() {
		box := draw.Entity{ID: name, Name: name, Class: e.Class, Tone: classTone(e.Class)}
		var notes []string
		for _, c := range p.d.StoresOf(name) {
			notes = append(notes, c.Name)
		}
		if size := p.known("data." + name + ".storage.year1"); size != nil && size.Value > 0 {
			notes = append(notes, size.Text()+" after a year")
		}
		box.Note = strings.Join(notes, " · ")
		for field, f := range e.Fields.All() {
			box.Fields = append(box.Fields, draw.Field{Name: field, Type: f.Type, Key: slices.Contains(e.Key, field)})
			to, _, isRef := strings.Cut(f.Type, ".")
			if isRef && p.d.Data.Has(to) {
				picture.Relations = append(picture.Relations, draw.Relation{From: name, To: to, Label: field, Single: slices.Equal(e.Key, []string{field})})
			}
		}
		picture.Entities = append(picture.Entities, box)
	}
	return picture
}

// classTone marks the classes of data that the law protects.
func classTone(class string) look.Tone {
	if slices.Contains(watched[0], class) {
		return look.Unsure
	}
	return look.Unknown
}

func (p *paper) entityTable() {
	g := columns("data", "lives in", "key", "indexes", "#size", "kept", "class", "consistency", "traffic on keys")
	for name, e := range p.d.Data.All() {
		var stores, indexes []string
		for _, c := range p.d.StoresOf(name) {
			stores = append(stores, c.Name)
		}
		for _, index := range e.Indexes {
			indexes = append(indexes, "("+strings.Join(index, ", ")+")")
		}
		lives := codes(stores)
		if len(stores) == 0 {
			lives = block.Chip(look.Unknown, "nowhere")
		}
		g.row(block.Mono(name), lives, orDash(strings.Join(e.Key, ", ")), orDash(strings.Join(indexes, " ")), p.fact(e.Size),
			p.fact(e.Keep), orDash(e.Class), orDash(consistency(e.Consistency)), orDash(e.Keys.Text))
	}
	p.table("Entities", g)
}

func consistency(c model.Consistency) string {
	if c.Bound != nil {
		return "at most " + c.Bound.String() + " old"
	}
	return c.Level
}

// accessPatterns says which way of reading has an index. One has when the
// fields that are given are the first ones of the key or of an index.
func (p *paper) accessPatterns() {
	g := columns("data", "read", "by", "in order of", "#page", "for flows", "index")
	for name, e := range p.d.Data.All() {
		for access, a := range e.Access.All() {
			served := block.Chip(look.Bad, "none")
			if index := indexFor(e, a); index != "" {
				served = block.Plain(index)
			}
			g.row(block.Mono(name), block.Mono(access), orDash(strings.Join(a.By, ", ")), orDash(strings.Join(a.Order, ", ")),
				orDash(written(a.Page)), codes(refs(a.Flows)), served)
		}
	}
	p.table("How it is read", g)
}

// indexFor returns the key or index that serves an access, or "".
func indexFor(e *model.Entity, a *model.Access) string {
	leads := func(fields []string) bool {
		if len(a.By) == 0 || len(fields) < len(a.By) {
			return false
		}
		for _, by := range a.By {
			if !slices.Contains(fields[:len(a.By)], by) {
				return false
			}
		}
		return true
	}
	if leads(e.Key) {
		return "key"
	}
	for _, index := range e.Indexes {
		if leads(index) {
			return "(" + strings.Join(index, ", ") + ")"
		}
	}
	return ""
}

// storeFit sets what each store must hold against the disk it has.
func (p *paper) storeFit() {
	g := columns("store", "keeps", "#live after a year", "#disk a replica", "shards", "replication", "fits")
	for name, c := range p.d.Components.All() {
		if len(c.Stores) == 0 {
			continue
		}
		bytes, known := 0.0, true
		for _, ref := range c.Stores {
			q := p.known("data." + ref.Text + ".storage.year1")
			if q == nil {
				known = false
				continue
			}
			bytes += q.Value
		}
		live, fits := orDash(""), block.Chip(look.Unknown, "not known")
		if known {
			live = block.Plain(unit.Format(bytes, unit.KindBytes))
			if len(c.Stores) == 1 {
				live = p.value("data." + c.Stores[0].Text + ".storage.year1")
			}
		}
		disk := c.Disk
		if disk == nil {
			disk = c.Catalogue("disk")
		}
		if disk != nil && known {
			room := disk.Value * shardCount(c)
			fits = block.Chip(look.Good, unit.Format(room/max(bytes, 1), unit.KindFactor)+" room")
			if room < bytes {
				fits = block.Chip(look.Bad, "does not fit")
			}
		}
		g.row(block.Mono(name), codes(refs(c.Stores)), live, orDash(written(disk)), orDash(shards(c)), orDash(replication(c)), fits)
	}
	p.table("Where it is stored", g)
}

func shardCount(c *model.Component) float64 {
	if c.Shards == nil {
		return 1
	}
	return model.Or(c.Shards.Count, 1)
}

func shards(c *model.Component) string {
	if c.Shards == nil {
		return ""
	}
	return fmt.Sprintf("%g by %s", shardCount(c), c.Shards.Key)
}

func replication(c *model.Component) string {
	if c.Replication == nil {
		return ""
	}
	mode := c.Replication.Mode
	text := mode.Name
	if mode.W > 0 || mode.R > 0 {
		text = fmt.Sprintf("%s (w=%d r=%d)", mode.Name, mode.W, mode.R)
	}
	if c.Replication.Lag != nil {
		text += ", " + c.Replication.Lag.String() + " behind"
	}
	return text
}
