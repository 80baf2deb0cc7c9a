package audit

import (
	"fmt"
)

var unencryptedStore = &Check{
	Code:     "unencrypted-store",
	Category: Security,
	Title:    "Sensitive data rests unencrypted",
	Why:      "A lost disk, snapshot or backup is then a breach that must be reported.",
	Bad:      "data:\n  visit: {fields: {ip: string}, size: 1kB, new: 10/s, keep: 30d, class: personal}\ncomponents:\n  db: {kind: sql, stores: [visit], encrypted: none, backup: {tested: 3mo}}",
	Good:     "data:\n  visit: {fields: {ip: string}, size: 1kB, new: 10/s, keep: 30d, class: personal}\ncomponents:\n  db: {kind: sql, stores: [visit], encrypted: disk, backup: {tested: 3mo}}",
	Source:   "CWE-311; Regulation (EU) 2016/679, article 32(1)(a)",
	Run:      runUnencryptedStore,
}

func runUnencryptedStore(f *Facts) {
	for name, c := range f.Design.Components.All() {
		for _, ref := range c.Stores {
			e := f.Design.Data.Get(ref.Text)
			if e == nil || !sensitive(e.Class) {
				continue
			}
			encrypted, said := f.encrypted(c.Encrypted)
			if encrypted {
				break
			}
			at, fix := "components."+name, fmt.Sprintf("components: {%s: {encrypted: disk}}", name)
			if !said {
				f.unknown(Medium, at, c.Span, fmt.Sprintf("the file does not say whether %q, which stores %q (%s), is encrypted", name, ref, about(e.Class)), fix)
				break
			}
			severity := Medium
			if personal(e.Class) {
				severity = High
			}
			f.fail(severity, at, f.span(c.Span, "components", name, "encrypted"), fmt.Sprintf("%q stores %q (%s) unencrypted", name, ref, about(e.Class)), fix)
			break
		}
	}
}

// encrypted tells whether a component's data is encrypted at rest, by its own
// word or by that of secure for all, and whether the file says anything.
func (f *Facts) encrypted(own string) (encrypted, said bool) {
	if own != "" {
		return own != "none", true
	}
	if s := f.Design.Secure; s != nil && s.Encryption != nil && s.Encryption.Rest != nil {
		return *s.Encryption.Rest, true
	}
	return false, false
}
