package faulttree

import "testing"

// TestPathsOfAForkExcludeEachOther follows a guard post with two chances to stop
// an intruder. Whoever is stopped at the first is not stopped at the second, so
// the chances of the two ways to one end add up.
func TestPathsOfAForkExcludeEachOther(t *testing.T) {
	m, problems := readText(`<opsa-mef>
<define-initiating-event name="i" event-tree="posts"/>
<define-event-tree name="posts">
<define-functional-event name="first"/><define-functional-event name="second"/>
<define-sequence name="stopped"/><define-sequence name="through"/>
<initial-state><fork functional-event="first">
<path state="yes"><collect-expression><float value="0.2"/></collect-expression><sequence name="stopped"/></path>
<path state="no"><collect-expression><float value="0.8"/></collect-expression>
  <fork functional-event="second">
  <path state="yes"><collect-expression><float value="0.7"/></collect-expression><sequence name="stopped"/></path>
  <path state="no"><collect-expression><float value="0.3"/></collect-expression><sequence name="through"/></path>
  </fork></path>
</fork></initial-state></define-event-tree></opsa-mef>`)
	if m == nil {
		t.Fatal(problems)
	}
	want := map[string]float64{"stopped": 0.2 + 0.8*0.7, "through": 0.8 * 0.3}
	for _, s := range m.Sequences {
		if got := m.Tree.Analyse(s.Ref, Options{}).Probability; !got.Exact || !near(got.Low, want[s.Name], 1e-12) {
			t.Errorf("%s has probability %+v, want %g", s.Name, got, want[s.Name])
		}
	}
}

func TestAPathIsNoLikelierThanSure(t *testing.T) {
	_, problems := readText(`<opsa-mef><define-initiating-event name="i" event-tree="e"/>
<define-event-tree name="e"><define-functional-event name="f"/><define-sequence name="s"/>
<initial-state><fork functional-event="f"><path state="yes">
<collect-expression><float value="1.2"/></collect-expression><sequence name="s"/></path></fork></initial-state></define-event-tree></opsa-mef>`)
	if len(problems) != 1 || problems[0].Code != "openpsa-probability" || problems[0].Span.Position().Line != 4 {
		t.Errorf("problems %v, want a probability on line 4", problems)
	}
}
