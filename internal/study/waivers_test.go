package study

import (
	"strings"
	"testing"
)

const waiving = `
loadpath: 1
system: waiving
components: {web: {kind: service, replicas: 1, slots: 5}}
flows: {f: {rate: 1/s, steps: [{call: web, work: 1ms}]}}
stakeholders: {lead: {role: lead}}
waive:
  - {finding: single-replca, reason: small, owner: lead, until: 2027-01-01}
  - {finding: single-replica, at: components.web, reason: small, owner: lead, until: 2027-01-01}
  - {finding: no-backup, reason: small, owner: lead, until: 2027-01-01}
`

func TestWaiversThatHideNothingAreNamed(t *testing.T) {
	for _, tt := range []struct {
		today string
		want  []string
	}{
		{"2026-12-31", []string{"unknown-finding", "idle-waiver"}},
		{"2027-01-01", []string{"unknown-finding", "idle-waiver"}},
		{"2027-01-02", []string{"unknown-finding", "expired-waiver", "idle-waiver"}},
		{"", []string{"unknown-finding", "idle-waiver"}},
	} {
		s, err := Estimate(loadedText(t, waiving), Options{Today: tt.today})
		if err != nil {
			t.Fatal(err)
		}
		findings := s.Audit()
		var got []string
		for _, p := range s.Waivers(findings) {
			got = append(got, p.Code)
		}
		if strings.Join(got, " ") != strings.Join(tt.want, " ") {
			t.Errorf("on %q: %v, want %v", tt.today, got, tt.want)
		}
		for _, f := range findings {
			if f.Check.Code == "single-replica" && (f.Waived == nil) != (tt.today == "2027-01-02") {
				t.Errorf("on %q the finding is waived: %v", tt.today, f.Waived != nil)
			}
		}
	}
}

func TestUnknownFindingIsSuggested(t *testing.T) {
	list := UnknownWaivers(loadedText(t, waiving))
	if len(list) != 1 || list[0].Help != `did you mean "single-replica"?` || list[0].Span.Text() != "single-replca" {
		t.Errorf("%+v", list)
	}
}
