package sim

// LinkRow is what one part asked of another in a second; a link that was not
// used is not in a row.
type LinkRow struct {
	Calls   uint64 `json:"calls"`   // attempts that began, those that the caller held back too
	Failed  uint64 `json:"failed"`  // attempts: no answer in time, an error, refused there or held back by the caller
	Retries uint64 `json:"retries"` // attempts that followed a failed one
}

// triesOf counts the attempts of one call of the program since the start.
type triesOf struct{ calls, failed, retries uint64 }

// nameLinks gives each call of the program the link that it is on, as
// "caller.callee"; those that no part of the design makes have none.
func (c *compiler) nameLinks() {
	at := map[string]int32{}
	c.p.linkOf = make([]int32, len(c.p.sites))
	for k := range c.p.sites {
		c.p.linkOf[k] = -1
		caller := c.siteFrom[int32(k)]
		if caller == "" {
			continue
		}
		name := caller + "." + c.p.components[c.p.sites[k].callee].name
		link, named := at[name]
		if !named {
			link = int32(len(c.p.linkNames))
			at[name] = link
			c.p.linkNames = append(c.p.linkNames, name)
		}
		c.p.linkOf[k] = link
	}
}

// linkRows returns what was asked on each link since the last time; nil for
// nothing.
func (w *world) linkRows(seen []triesOf) map[string]LinkRow {
	var rows map[string]LinkRow
	for i := range w.p.sources {
		if s := &w.p.sources[i]; s.whole >= 0 {
			counts := &w.flows[s.flow].counts // the request is its call
			w.tries[s.whole].calls, w.tries[s.whole].failed = counts.offered, counts.failed()
		}
	}
	for k, now := range w.tries {
		link := w.p.linkOf[k]
		if now == seen[k] || link < 0 {
			continue
		}
		if rows == nil {
			rows = map[string]LinkRow{}
		}
		name := w.p.linkNames[link]
		row := rows[name]
		row.Calls += now.calls - seen[k].calls
		row.Failed += now.failed - seen[k].failed
		row.Retries += now.retries - seen[k].retries
		rows[name] = row
		seen[k] = now
	}
	return rows
}

// standingOf counts the replicas of a component that start and those that are
// there and do not serve, at this moment.
func (w *world) standingOf(k int) (begun, down int) {
	c, st := &w.comps[k], &w.stations[k]
	if st.tally.out.n == 0 && len(st.active) == int(c.count) {
		return 0, 0
	}
	for at := c.first; at < c.first+c.count; at++ {
		switch r := &w.replicas[at]; {
		case r.state == starting:
			begun++
		case r.out:
			down++
		}
	}
	return begun, down
}
