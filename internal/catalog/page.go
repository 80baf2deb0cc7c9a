package catalog

import (
	"fmt"
	"slices"
	"strings"
)

// Page returns the generated page docs/kinds.md: how each class behaves, every
// kind with what steps may do to it and which technologies it may be of, the
// technologies, and the machine types by family. Explain shows the figures.
func Page() string {
	var b strings.Builder
	b.WriteString("# Kinds and technologies\n\nThis page is generated from the catalogue; do not edit it. `loadpath explain redis` shows what is\n" +
		"known of an entry, every figure with its source, date and how sure it is.\n\n## Classes\n\nThe class of a kind decides what the estimates and the simulator make of it.\n\n| class | a component |\n|---|---|\n")
	for _, c := range Classes {
		fmt.Fprintf(&b, "| %s | %s |\n", c, classDoc[c])
	}
	b.WriteString("\n## Kinds\n\n| `kind` | what it is | class | steps may | `tech` may be |\n|---|---|---|---|---|\n")
	for _, k := range Kinds() {
		var techs []string
		for _, t := range Technologies() {
			if t.Fits(k.Name) {
				techs = append(techs, t.Name)
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", k.Name, k.Doc, k.Class, strings.Join(k.Verbs, " "), strings.Join(techs, ", "))
	}
	b.WriteString("\n## Technologies\n\n| `tech` | what it is | may be used as |\n|---|---|---|\n")
	for _, t := range Technologies() {
		fmt.Fprintf(&b, "| `%s` | %s. %s | %s |\n", t.Name, t.Title, t.Doc, strings.Join(t.Kinds, ", "))
	}
	b.WriteString("\n## Machine types\n\n| family | `runs-on` |\n|---|---|\n")
	for _, family := range families() {
		fmt.Fprintf(&b, "| %s | %s |\n", family.name, strings.Join(family.machines, ", "))
	}
	return b.String()
}

type family struct {
	name     string // "aws c7g"
	machines []string
}

// families groups the machine types in the order of the catalogue.
func families() []family {
	var list []family
	for _, m := range Machines() {
		name := strings.TrimSpace(m.Provider() + " " + m.Family)
		i := slices.IndexFunc(list, func(f family) bool { return f.name == name })
		if i < 0 {
			i = len(list)
			list = append(list, family{name: name})
		}
		list[i].machines = append(list[i].machines, "`"+m.Name+"`")
	}
	return list
}
