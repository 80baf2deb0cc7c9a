package export

import (
	"errors"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

// entities are the kinds of data of a design and how they refer to each other.
type entities struct {
	entities  []entity
	relations []relation
}

type entity struct {
	id, name string
	fields   []entityField
}

type entityField struct {
	name, kind  string
	key, refers bool
}

// relation says that many from have one to each.
type relation struct{ from, to, label string }

func entityID(name string) string { return "data_" + underscored(name) }

// entitiesOf lists the data of a design. A field whose type names an actor's
// field refers to nothing that is stored, and makes no relation.
func entitiesOf(d *model.Design) (*entities, error) {
	if d.Data.Len() == 0 {
		return nil, errors.New("the design has no data")
	}
	all := &entities{}
	for name, e := range d.Data.All() {
		shown := entity{id: entityID(name), name: name}
		for field, f := range e.Fields.All() {
			to, _, _ := strings.Cut(f.Type, ".")
			refers := to != f.Type && d.Data.Has(to)
			if refers {
				all.relations = append(all.relations, relation{entityID(name), entityID(to), field})
			}
			shown.fields = append(shown.fields, entityField{name: field, kind: f.Type, key: slices.Contains(e.Key, field), refers: refers})
		}
		all.entities = append(all.entities, shown)
	}
	return all, nil
}
