package sim

import "math"

// fork starts the branches of a parallel step, of `each`, or of a call nobody
// waits for. It reports whether the frame must wait for them.
func (w *world) fork(i uint32, at int32) bool {
	k := &w.p.forks[at]
	n := int32(len(k.bodies))
	if k.count >= 0 {
		n = int32(min(w.draw(k.count), math.MaxInt32))
	}
	if k.detached {
		for b := range n {
			w.branch(i, k, b, 0)
		}
		return false
	}
	if n <= 0 {
		return false
	}
	need := n
	if k.need > 0 {
		need = min(k.need, n)
	}
	begin := n
	if k.atMost > 0 {
		begin = min(k.atMost, n)
	}
	f := &w.frames[i]
	f.state = waiting
	f.child = 0
	f.need, f.bear, f.left = need, n-need, n-begin
	if k.timeout >= 0 {
		f.deadline = w.now + w.draw(k.timeout)
		w.agenda.add(f.deadline, evTimeout, 0, i, f.token)
	}
	// The last to be made runs first.
	for b := begin - 1; b >= 0; b-- {
		w.branch(i, k, b, i)
	}
	return true
}

// branch starts one branch in the replica of its parent. With parent 0 nobody
// waits for it.
func (w *world) branch(of uint32, k *fork, number int32, parent uint32) uint32 {
	i := w.newFrame()
	f, p := &w.frames[i], &w.frames[of]
	f.flags = isBranch
	f.pc = k.bodies[min(int(number), len(k.bodies)-1)]
	f.rep, f.flow, f.class = p.rep, p.flow, p.class
	f.key, f.keyOf, f.deadline, f.site = p.key, p.keyOf, p.deadline, p.site
	if parent != 0 {
		f.parent, f.parentTok = parent, p.token
		f.younger = p.child
		if p.child != 0 {
			w.frames[p.child].older = i
		}
		p.child = i
	}
	w.resume(i)
	return i
}

// endBranch finishes a branch and decides whether its parent can go on.
func (w *world) endBranch(i uint32, how outcome) {
	f := w.frames[i]
	w.unlink(i)
	w.release(i)
	if f.parent == 0 {
		w.errandOver(&f, how)
		return
	}
	p := &w.frames[f.parent]
	if p.token != f.parentTok || p.flags&cancelled != 0 {
		return
	}
	o := &w.ops[p.pc]
	switch o.kind {
	case opSaga:
		w.endSaga(f.parent, how, f.loop)
		return
	case opBoot:
		w.startCalled(f.parent, how)
		return
	}
	k := &w.p.forks[o.a]
	if how <= keyMissed {
		p.need--
	} else {
		p.bear--
	}
	switch {
	case p.need == 0:
		w.join(f.parent, k)
		w.frames[f.parent].pc++
		w.resume(f.parent)
	case p.bear < 0:
		w.join(f.parent, k)
		w.end(f.parent, how)
	case p.left > 0:
		p.left--
		w.branch(f.parent, k, 0, f.parent)
	}
}

// join ends the waiting of a parent; those still running go on unless they
// must stop.
func (w *world) join(parent uint32, k *fork) {
	if k.cancel {
		w.cancelBranches(parent)
	}
	w.frames[parent].token++
	w.frames[parent].child = 0
}

// forkTimeout ends the waiting for branches that had a time limit: that of a
// request whose starter waits only so long.
func (w *world) forkTimeout(i uint32) {
	w.join(i, &w.p.forks[w.ops[w.frames[i].pc].a])
	w.end(i, timedOut)
}

// cancelBranches stops all branches of a parent.
func (w *world) cancelBranches(parent uint32) {
	for w.frames[parent].child != 0 {
		w.cancel(w.frames[parent].child)
	}
}

// unlink takes a branch out of the list of its parent's branches.
func (w *world) unlink(i uint32) {
	f := &w.frames[i]
	if f.older != 0 {
		w.frames[f.older].younger = f.younger
	} else if p := &w.frames[f.parent]; f.parent != 0 && p.token == f.parentTok {
		p.child = f.younger
	}
	if f.younger != 0 {
		w.frames[f.younger].older = f.older
	}
}

// startSaga runs the parts of a saga as one branch that counts them.
func (w *world) startSaga(i uint32, at int32) {
	w.frames[i].state = waiting
	w.frames[i].child = 0
	w.branch(i, &fork{bodies: w.p.sagas[at].body}, 0, i)
}

// endSaga goes on behind a saga, or takes back the parts that were done.
func (w *world) endSaga(i uint32, how outcome, done int32) {
	f := &w.frames[i]
	f.token++
	f.child = 0
	switch s := &w.p.sagas[w.ops[f.pc].a]; {
	case how <= keyMissed:
		f.pc++
	case done == 0:
		w.end(i, how)
		return
	default:
		f.raise = how
		f.pc = s.undo[done-1]
	}
	w.resume(i)
}
