package estimate

import (
	"math"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/queueing"
	"github.com/loadpath/loadpath/internal/stats"
)

// line is one place where requests wait: a queue in front of servers, once per
// replica. The zero line makes nobody wait.
type line struct {
	lambda   float64 // arrivals a second, over all replicas
	ca2      float64 // of the gaps between arrivals, over all replicas
	service  float64 // mean
	scv      float64
	servers  float64 // per replica
	replicas float64
	balance  model.Balance
	room     float64 // waiting places per replica
	bounded  bool    // room says who can be there; nobody is refused for it
	sharing  bool    // processor sharing: nobody waits, all are slower
	refused  float64 // of a line without servers of its own
}

// waiting is how long a line makes an arrival wait.
type waiting struct {
	delayed float64 // share that waits
	mean    float64 // over all that are admitted; +Inf when it grows without end
	law     mixture // of the wait; of nothing when it has no mean
	refused float64
	rho     float64
	sharing bool
	exact   bool // the law is exact
}

// stable tells whether the wait has a mean.
func (q waiting) stable() bool { return !math.IsInf(q.mean, 1) }

// wait is the mean wait as wait; under processor sharing there is none.
func (q waiting) wait() float64 {
	if q.sharing {
		return 0
	}
	return q.mean
}

// solve returns the wait in the line. Exact for Poisson arrivals, exponential
// service and one line, and for gaps of an Erlang law; else the mean is Whitt's
// for G/G/c, which is exact for M/G/1, and who waits does so for an exponential
// time.
func (l line) solve() waiting {
	if l.lambda <= 0 || l.servers <= 0 || l.service <= 0 {
		return waiting{refused: l.refused, exact: true}
	}
	q := waiting{sharing: l.sharing, exact: l.ca2 == 1 && math.Abs(l.scv-1) < 1e-9 && !l.sharing}
	perLine, c, room := l.lambda/l.replicas, l.servers, l.room
	ca2 := l.ca2
	switch {
	case l.pooled():
		// An arrival goes where a server is free, so least-in-flight is close
		// to one queue for all.
		perLine, c, room = l.lambda, l.servers*l.replicas, l.room*l.replicas
		q.exact = q.exact && (l.replicas == 1 || l.balance.Policy == "shared-queue")
	case l.balance.Policy == "choices" && l.replicas > 1:
		return l.choices(q)
	case l.balance.Policy == "" || l.balance.Policy == "round-robin":
		ca2 /= max(l.replicas, 1)
		q.exact = q.exact && l.replicas == 1
	}
	servers := max(1, int(math.Round(c)))
	mu := 1 / l.service
	q.rho = perLine * l.service / float64(servers)
	if !math.IsInf(room, 1) {
		return l.withRoom(q, queueing.NewMMcK(perLine, mu, servers, servers+int(room)), ca2)
	}
	if q.rho >= 1 {
		q.delayed, q.mean = 1, math.Inf(1)
		return q
	}
	q.delayed = queueing.ErlangC(servers, perLine*l.service)
	if q.delayed < negligibleDelay {
		q.delayed = 0
		return q
	}
	switch {
	case l.sharing: // insensitive to the law of the service
		q.mean = q.delayed * l.service / (float64(servers) * (1 - q.rho))
	case servers == 1 && math.Abs(l.scv-1) < 1e-9 && ca2 < 1:
		g := queueing.NewGIM1(1/perLine, mu, regular(1/perLine, ca2))
		q.delayed, q.mean, q.exact = g.Sigma, g.MeanWait(), l.ca2 == 0 || l.ca2 == 1
	case servers <= mostExactServers && math.Abs(l.scv-1) < 1e-9 && ca2 < 1:
		g := queueing.NewGIMc(1/perLine, mu, servers, regular(1/perLine, ca2))
		q.delayed, q.mean, q.exact = g.Delayed, g.MeanWait, l.ca2 == 0 || l.ca2 == 1
	default:
		q.mean = queueing.GGc{Lambda: perLine, Mu: mu, Servers: servers, ArrivalSCV: ca2, ServiceSCV: l.scv}.MeanWait()
	}
	if l.balance.Policy == "least-in-flight" {
		q.mean += q.delayed * l.service * apart(l.replicas, l.servers)
	}
	q.law = expWait(q.delayed, q.mean)
	return q
}

// mostExactServers is up to where GI/M/c keeps its digits.
const mostExactServers = 20

// apart is how many service times longer than in one common queue one waits who
// has joined the least of several and may not move over. Fitted to simulated
// waits of 2 to 8 replicas at 70% and 90%, within some 10%; no closed form is
// known.
func apart(replicas, servers float64) float64 {
	return max(0, 1-2/replicas) / (2 * servers)
}

// regular is the Laplace transform of gaps that are more regular than Poisson:
// constant for a variation of 0, else Erlang.
func regular(gap, scv float64) func(s float64) float64 {
	if scv <= 0 {
		return func(s float64) float64 { return stats.Exp(-s * gap) }
	}
	k := 1 / scv
	return func(s float64) float64 { return stats.Pow(1+s*gap/k, -k) }
}

// pooled tells whether one queue stands for all replicas.
func (l line) pooled() bool {
	return l.balance.Policy == "shared-queue" || l.balance.Policy == "least-in-flight"
}

// impatient makes a refusal of every wait that would be longer. It leaves out
// that those who give up make room for others.
func (q waiting) impatient(longest float64) waiting {
	if q.delayed <= 0 || !q.stable() {
		return q
	}
	in, kept := q.law.below(longest)
	q.refused += (1 - q.refused) * (1 - in)
	q.law, q.mean, q.exact = kept, kept.mean(), false
	return q
}

// choices is the wait when an arrival goes to the shortest of d replicas drawn
// at random, in the limit of many replicas. For several servers a replica the
// wait of a common queue takes its place.
func (l line) choices(q waiting) waiting {
	if l.servers > 1 {
		l.balance.Policy = "shared-queue"
		s := l.solve()
		s.exact = false
		return s
	}
	q.exact = false
	q.rho = l.lambda * l.service / l.replicas
	if q.rho >= 1 {
		q.delayed, q.mean = 1, math.Inf(1)
		return q
	}
	many := queueing.PowerOfChoices{Rho: q.rho, D: l.balance.Choices}
	q.delayed = stats.Pow(q.rho, float64(l.balance.Choices))
	q.mean = (many.MeanResponse() - 1) * l.service * (l.ca2 + l.scv) / 2
	q.law = expWait(q.delayed, q.mean)
	return q
}

// negligibleDelay is a chance to wait that nobody would notice.
const negligibleDelay = 1e-9

// expWait is a wait that is 0 for some and exponential for the rest.
func expWait(delayed, mean float64) mixture {
	if delayed < negligibleDelay || mean <= 0 || math.IsInf(mean, 1) {
		return mixture{}
	}
	return mix(min(delayed, 1), gammaOf(mean/delayed, 1), constant(0))
}
