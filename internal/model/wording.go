package model

import (
	"fmt"
	"slices"
	"strings"
)

// subject says whose text a path is: `flow "checkout"`.
func subject(path string) string {
	parts := strings.Split(path, ".")
	name := func(i int) string {
		if i < len(parts) {
			return fmt.Sprintf(" %q", parts[i])
		}
		return ""
	}
	switch section, _, _ := strings.Cut(parts[0], "["); section {
	case "flows":
		return "flow" + name(1)
	case "components":
		return "component" + name(1)
	case "actors":
		return "actor" + name(1)
	case "journeys":
		return "journey" + name(1)
	case "data":
		return "entity" + name(1)
	case "boundaries":
		return "boundary" + name(1)
	case "links":
		if link, ok := strings.CutPrefix(path, "links."); ok {
			caller, rest, _ := strings.Cut(link, ".")
			callee, _, _ := strings.Cut(rest, ".")
			if callee != "" && caller != "default" {
				return fmt.Sprintf("link %q", caller+"."+callee)
			}
		}
		return "link" + name(1)
	case "failures":
		return "failure" + name(1)
	case "decisions":
		return "decision" + name(1)
	case "stakeholders":
		return "stakeholder" + name(1)
	case "load":
		return "load" + name(1)
	case "requirements":
		return "requirement" + name(2)
	case "api":
		return "endpoint" + name(2)
	case "observe", "secure", "deliver", "constraints", "growth", "waive":
		return quotePath(path)
	}
	return quotePath(path)
}

// predicate says what the key at the end of a path does with a name.
func predicate(path string) string {
	switch key := lastKey(path); key {
	case "call":
		return "calls"
	case "read", "scan", "query":
		return "reads from"
	case "write", "append", "set", "get", "delete":
		return key + "s"
	case "publish":
		return "publishes to"
	case "consumes", "stores":
		return key
	case "by":
		return "is by"
	case "in":
		return "is in"
	}
	return "names"
}

// lastKey is the last key of a path, without list positions.
func lastKey(path string) string {
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		path = path[dot+1:]
	}
	key, _, _ := strings.Cut(path, "[")
	return key
}

// placeKey is the key that asks for the name; the section where the name is a
// key itself.
func placeKey(r reference) string {
	if key := lastKey(r.path); key != r.ref.Text {
		return key
	}
	return lastKey(parent(r.path))
}

// parent is the path without its last key.
func parent(path string) string {
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		return path[:dot]
	}
	return ""
}

// orList joins with commas and "or".
func orList(items []string) string {
	if len(items) <= 1 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " or " + items[len(items)-1]
}

func dedupe(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
