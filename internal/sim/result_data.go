package sim

// DataResult is what happened to one entity.
type DataResult struct {
	Lost       Number `json:"lost"`        // seconds of acknowledged writes that are gone: the age of the oldest when it was lost
	LostWrites uint64 `json:"lost_writes"` // how many
}

// reading is what a flow reads, as far as its age goes.
type reading struct {
	any     bool   // it reads something
	tracked bool   // copies that may be behind answer some of it
	cache   string // one that it reads through, whose entries have any age
}

// staleness reads how old what a flow has read was; nil when it reads nothing.
func (r *runner) staleness(k int) (oldest, share *Number) {
	rd := &r.p.flows[k].reading
	switch {
	case !rd.any:
		return nil, nil
	case rd.cache != "":
		oldest = &Number{Why: "the age of what " + rd.cache + " keeps is not measured; it may be its ttl"}
	default:
		oldest = r.oldest(k)
	}
	if !rd.tracked {
		return oldest, nil
	}
	count := func(get func(*flowBatch) uint64) func(*batch) float64 {
		return func(b *batch) float64 { return float64(get(&b.flows[k])) }
	}
	n := r.share(count(func(f *flowBatch) uint64 { return f.old }), count(func(f *flowBatch) uint64 { return f.reads }))
	return oldest, &n
}

// oldest is the most by which a read of a flow was out of date: what was seen,
// no estimate, so it has no interval.
func (r *runner) oldest(k int) *Number {
	reads, age := uint64(0), int64(0)
	for _, rep := range r.reps {
		reads += rep.w.flows[k].counts.reads
		age = max(age, rep.w.flows[k].oldest)
	}
	if reads == 0 && r.p.flows[k].reading.tracked {
		return &Number{Why: "nothing was read"}
	}
	v := float64(age) / 1e9
	return &Number{Value: v, Low: v, High: v}
}

// losses reads what was lost of each entity whose store was hit.
func (r *runner) losses() map[string]*DataResult {
	out := map[string]*DataResult{}
	for d := range r.p.data {
		struck, lost, age := false, uint64(0), int64(0)
		for _, rep := range r.reps {
			t := &rep.w.data[d]
			struck = struck || t.struck
			lost += t.lost
			age = max(age, t.lostFor)
		}
		if struck || lost > 0 {
			v := float64(age) / 1e9
			out[r.p.data[d].name] = &DataResult{Lost: Number{Value: v, Low: v, High: v}, LostWrites: lost}
		}
	}
	return out
}

// judgeLoss holds what was lost of an entity against a limit. Where nothing hit
// its store a run shows nothing.
func (q *requirement) judgeLoss(res *Result, out Requirement) Requirement {
	d := res.Data[q.data]
	if d == nil {
		out.Value = Number{Why: "nothing hits its store in this run"}
		out.Verdict, out.Why = Unknown, out.Value.Why
		return out
	}
	out.Value = d.Lost
	out.Verdict = verdict(out.Value, q.limit, false)
	if d.LostWrites > 0 && q.limit == 0 {
		out.Verdict = Broken // however young they were
	}
	return out
}

// judgeStaleness holds the oldest that a flow has read against a limit.
func (q *requirement) judgeStaleness(res *Result, out Requirement) Requirement {
	f := res.Flows[q.target]
	out.Value = Number{Why: "it reads nothing"}
	if f.Staleness != nil {
		out.Value = *f.Staleness
	}
	out.Verdict, out.Why = verdict(out.Value, q.limit, false), out.Value.Why
	return out
}
