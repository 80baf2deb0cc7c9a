package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
)

var missingIndex = &Check{
	Code:     "missing-index",
	Category: Data,
	Title:    "Access pattern has no index",
	Why:      "Without one each such read walks the whole table: fine in the first month, an outage in the second year. Warehouses, time series and search indexes are built to be walked and are not asked.",
	Bad:      "data:\n  link: {fields: {code: string, owner: string}, key: code, size: 1kB, count: 1M, access: {mine: {by: [owner]}}}",
	Good:     "data:\n  link: {fields: {code: string, owner: string}, key: code, indexes: [[owner]], size: 1kB, count: 1M, access: {mine: {by: [owner]}}}",
	Source:   "Winand, SQL Performance Explained, 2012, ch. 2",
	Run:      runMissingIndex,
}

func runMissingIndex(f *Facts) {
	for name, e := range f.Design.Data.All() {
		if f.walkable(name) {
			continue
		}
		severity := Medium
		if rows, ok := f.number("data." + name + ".objects"); ok && rows >= 1e6 {
			severity = High
		}
		for pattern, a := range e.Access.All() {
			wanted := slices.Clone(a.By)
			for _, o := range a.Order {
				field, _, _ := strings.Cut(o, " ")
				wanted = append(wanted, field)
			}
			if len(a.By) == 0 || served(e, a.By, wanted) {
				continue
			}
			at, fix := "data."+name+".access."+pattern, fmt.Sprintf("data: {%s: {indexes: %s}}", name, indexes(append(slices.Clone(e.Indexes), wanted)))
			if len(e.Key) == 0 && len(e.Indexes) == 0 {
				f.unknown(severity, at, a.Span, fmt.Sprintf("the file says neither key nor index of %q, which is read by %s", name, strings.Join(wanted, ", ")), fix)
				continue
			}
			f.fail(severity, at, a.Span, fmt.Sprintf("%q is read by %s, and neither its key nor an index begins so", name, strings.Join(wanted, ", ")), fix)
		}
	}
}

// walkable tells whether all stores of an entity are of a kind that is built
// to read many rows.
func (f *Facts) walkable(entity string) bool {
	stores := 0
	for _, c := range f.Design.Components.All() {
		if !slices.ContainsFunc(c.Stores, func(r model.Ref) bool { return r.Text == entity }) {
			continue
		}
		if c.Kind != "warehouse" && c.Kind != "time-series" && c.Kind != "search" {
			return false
		}
		stores++
	}
	return stores > 0
}

// served tells whether the key or an index begins with the given fields in any
// order, followed by the fields of the order in theirs.
func served(e *model.Entity, by, wanted []string) bool {
	if sameFields(e.Key, by) {
		return true // at most one object: there is nothing to order
	}
	for _, index := range append([][]string{e.Key}, e.Indexes...) {
		if len(index) >= len(wanted) && sameFields(index[:len(by)], by) && slices.Equal(index[len(by):len(wanted)], wanted[len(by):]) {
			return true
		}
	}
	return false
}

func sameFields(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// indexes writes lists of fields as the file does: [[owner, created]].
func indexes(lists [][]string) string {
	var out []string
	for _, fields := range lists {
		out = append(out, "["+strings.Join(fields, ", ")+"]")
	}
	return "[" + strings.Join(out, ", ") + "]"
}
