package audit

import (
	"fmt"

	"github.com/loadpath/loadpath/internal/catalog"
)

var noBackup = &Check{
	Code:     "no-backup",
	Category: Data,
	Title:    "Data without a tested backup",
	Why:      "Replicas copy a deletion or a bug within milliseconds; a backup that was never restored is a hope. A managed store is no exception: it keeps what you told it to delete deleted.",
	Bad:      "data:\n  order: {fields: {id: string}, key: id, size: 1kB, count: 10}\ncomponents:\n  db: {kind: sql, stores: [order], backup: {every: 1d, keep: 30d, restore: 1h}}",
	Good:     "data:\n  order: {fields: {id: string}, key: id, size: 1kB, count: 10}\ncomponents:\n  db: {kind: sql, stores: [order], backup: {every: 1d, keep: 30d, restore: 1h, tested: 3mo}}",
	Source:   "GitLab, Postmortem of database outage of January 31, 2017",
	Run:      runNoBackup,
}

func runNoBackup(f *Facts) {
	for name, c := range f.Design.Components.All() {
		if len(c.Stores) == 0 || c.Kind == "monitoring" || c.Behaviour.Class == catalog.External || c.Behaviour.Class == catalog.Desk {
			continue // metrics are made anew; somebody else's data is theirs to keep
		}
		var stored []string
		for _, ref := range c.Stores {
			stored = append(stored, ref.Text)
		}
		at := "components." + name
		switch {
		case c.Backup == nil:
			f.unknown(High, at, c.Span, fmt.Sprintf("the file does not say how %s in %q %s backed up", list(stored), name, verb(len(stored), "is", "are")),
				fmt.Sprintf("components: {%s: {backup: {every: 1d, keep: 30d, restore: 1h, tested: 3mo}}}", name))
		case c.Backup.Tested == nil:
			f.unknown(Medium, at, f.span(c.Span, "components", name, "backup"), fmt.Sprintf("the file does not say that a restore of %q was ever tested", name),
				fmt.Sprintf("components: {%s: {backup: {tested: 3mo}}}", name))
		}
	}
}
