package sim

// act is one injected fault as it runs: a verb, what it hits and for how long.
// Its level goes from 0 to 1 when it begins, in steps over its onset, and back
// to 0 when it ends; what a level means stands with each verb, in acts.
type act struct {
	verb     *actVerb
	name     string
	at, over int64 // begin and end; over is maxTime for good
	ramp     int64 // nanoseconds of the onset, for admit of the return
	until    int32 // flow whose first success ends it, -1

	replicas []int32 // that it names
	primary  []int32 // components whose primaries it hits, whichever they are then
	share    float64 // of the replicas, taken at random; 0 for all
	stream   int32
	comps    []int32
	flows    []int32
	sites    []roadHit
	queues   []int32
	hot      []int32 // keys
	links    []int32
	dns      []int32 // that answer for the names of comps, -1

	by, rate float64 // what a verb says: a factor, a share, a rate
	law      int32   // of a delay, -1
	size     int32   // of a batch of replicas, 0 for all at once
	every    int64   // between two batches
	patch    *Program

	uses bool     // it leaks something that has a limit
	what resource // what that is
}

// actVerb carries out one verb of the language's table.
type actVerb struct {
	name    string
	compile func(c *compiler, m actSource, a *act)
	set     func(w *world, ref uint32, from, to float64)
}

// acts are the verbs that the simulator carries out, by family.
var acts = []*actVerb{
	{"crash", compileReplicas, setCrash},
	{"restart", compileRestart, setRestart},
	{"pause", compileReplicas, setPause},
	{"hang", compileReplicas, setHang},
	{"slow", compileReplicas, setSlow},
	{"steal", compileReplicas, setSteal},
	{"deploy", compileDeploy, setDeploy},
	{"errors", compileErrors, setErrors},
	{"delay", compileRoads, setRoads},
	{"loss", compileRoads, setRoads},
	{"cut", compileRoads, setRoads},
	{"expire", compileRoads, setRoads},
	{"unresolve", compileRoads, setRoads},
	{"bandwidth", compileBandwidth, setBandwidth},
	{"stale", compileStale, setStale},
	{"flush", compileFlush, setFlush},
	{"hot", compileHot, setHot},
	{"lag", compileCopies, setLag},
	{"split", compileCopies, setSplit},
	{"fill", compileFill, setFill},
	{"drop", compileDrop, setDrop},
	{"leak", compileLeak, setLeak},
	{"poison", compilePoison, setPoison},
	{"surge", compileLoad, setLoad},
	{"halt", compileLoad, setLoad},
	{"admit", compileAdmit, setAdmit},
	{"skew", compileSkew, setSkew},
	{"blind", compileBlind, setBlind},
	{"set", compileSet, setPatch},
}

// actOf returns the verb of a name, nil when there is none.
func actOf(name string) *actVerb {
	for _, v := range acts {
		if v.name == name {
			return v
		}
	}
	return nil
}

// actState is where one act stands in a world.
type actState struct {
	level float64
	on    bool
	hit   []int32 // replicas, once it has begun
	next  int     // of them, the next that a batch takes
	paces bool    // that batch begins when the last is back
}

// mischief is all that a world knows of faults.
type mischief struct {
	own      *Program // the world's before any set
	acts     []actState
	roads    []road      // of each call
	gates    []gateState // of what faults turn away
	heatOf   []float64   // of each hot key the part of its share that it has
	failing  []float64   // of each replica the share of its calls that fails
	awaiting int         // acts that last until a flow succeeds
}

// openActs schedules what is injected.
func (w *world) openActs() {
	w.heatOf = make([]float64, len(w.p.hot))
	for i := range w.heatOf {
		w.heatOf[i] = 1 // of a scenario
	}
	w.acts = make([]actState, len(w.p.acts))
	if len(w.p.acts) == 0 {
		return
	}
	w.roads = make([]road, w.p.roads)
	w.gates = make([]gateState, len(w.p.gates))
	w.failing = make([]float64, len(w.replicas))
	for i := range w.roads {
		w.roads[i].arrives, w.roads[i].narrow = [2]float64{1, 1}, -1
	}
	for i := range w.p.acts {
		a := &w.p.acts[i]
		w.agenda.add(a.at, evAct, 0, uint32(i), actBegins)
		if a.over < maxTime {
			w.agenda.add(a.over, evAct, 0, uint32(i), actEnds)
		}
	}
}

// What an event of an act says: that it begins, ends, or goes one step on.
const (
	actBegins uint32 = iota
	actEnds
	actBatch // the next batch of replicas
	actSteps // and from here on the steps up; those down follow them
)

// rampSteps is in how many steps an onset happens.
const rampSteps = 32

// actEvent lets an act begin, go on or end. That is no event of the system, so
// that a fault which changes nothing leaves all numbers as they are.
func (w *world) actEvent(ref, what uint32) {
	switch {
	case what == actBegins:
		w.actBegins(ref)
	case what == actEnds:
		w.actEnds(ref)
	case what == actBatch:
		w.nextBatch(ref)
	case what >= actSteps+rampSteps:
		w.setAct(ref, 1-float64(what-actSteps-rampSteps+1)/rampSteps)
	case w.acts[ref].on:
		w.setAct(ref, float64(what-actSteps+1)/rampSteps)
	}
}

func (w *world) actBegins(ref uint32) {
	a, st := &w.p.acts[ref], &w.acts[ref]
	st.on = true
	st.hit = w.drawHit(a)
	if a.until >= 0 {
		w.awaiting++
	}
	if a.ramp == 0 || a.verb.name == "admit" {
		w.setAct(ref, 1)
		return
	}
	for k := range uint32(rampSteps) {
		w.agenda.add(w.now+a.ramp*int64(k+1)/rampSteps, evAct, 0, ref, actSteps+k)
	}
}

func (w *world) actEnds(ref uint32) {
	a, st := &w.p.acts[ref], &w.acts[ref]
	if !st.on {
		return
	}
	st.on = false
	if a.until >= 0 {
		w.awaiting--
	}
	if a.verb.name != "admit" || a.ramp == 0 {
		w.setAct(ref, 0)
		return
	}
	for k := range uint32(rampSteps) {
		w.agenda.add(w.now+a.ramp*int64(k+1)/rampSteps, evAct, 0, ref, actSteps+rampSteps+k)
	}
}

// setAct brings an act to a level.
func (w *world) setAct(ref uint32, to float64) {
	st := &w.acts[ref]
	from := st.level
	st.level = to
	w.p.acts[ref].verb.set(w, ref, from, to)
}

// drawHit returns the replicas that an act hits: those it names and the
// primaries of the moment, or a random share of them, at least one.
func (w *world) drawHit(a *act) []int32 {
	hit := append([]int32(nil), a.replicas...)
	for _, k := range a.primary {
		set := &w.sets[w.p.sets[w.comps[k].set].first]
		hit = append(hit, set.first+set.primary)
	}
	if a.share <= 0 || a.share >= 1 {
		return hit
	}
	// Replicas that are not there now are no part of the share.
	there := hit[:0]
	for _, at := range hit {
		if w.replicas[at].active {
			there = append(there, at)
		}
	}
	n := int(float64(a.share*float64(len(there))) + 0.5)
	n = min(max(n, 1), len(there))
	for d := range n {
		j := d + int(w.streams[a.stream].Below(uint64(len(there)-d)))
		there[d], there[j] = there[j], there[d]
	}
	return there[:n]
}

// succeeded ends the acts that last until a flow first succeeds.
func (w *world) succeeded(flow int32) {
	for ref := range w.p.acts {
		if a := &w.p.acts[ref]; a.until == flow && w.acts[ref].on {
			w.actEnds(uint32(ref))
		}
	}
}
