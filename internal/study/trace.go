package study

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/sim"
)

// Traced is the request that is to be explained.
type Traced struct {
	percentile string
	quantile   float64
	failed     bool
	flow       string // "" for the flow that matters most
	from, to   float64
}

// Within asks for a request that was answered between two moments, in seconds.
func (t Traced) Within(from, to float64) Traced {
	t.from, t.to = from, to
	return t
}

// FailedOne stands in the place of a percentile and asks for the longest of the requests that failed.
const FailedOne = "failed"

// ParseTrace reads which request of a design is to be explained: one at a
// percentile ("p99", "p99.9", "max"), or one that "failed", of a flow, "" for the flow that matters
// most.
func ParseTrace(d *model.Design, percentile, flow string) (Traced, error) {
	quantile, err := quantileOf(percentile)
	if err == nil && flow != "" && !d.Flows.Has(flow) {
		err = fmt.Errorf("%s has no flow %q; it has %s", d.System, flow, strings.Join(d.Flows.Names(), ", "))
	}
	return Traced{percentile: percentile, quantile: quantile, failed: percentile == FailedOne, flow: flow}, err
}

// Trace explains a request of a run that Simulate made with the same options.
// It is added to the result.
func Trace(ctx context.Context, d *model.Design, opt Options, result *sim.Result, t Traced) error {
	s, err := begin(d, opt)
	if err != nil {
		return err
	}
	flow := t.flow
	if flow == "" {
		flow = foremost(d, result)
	}
	program, problems := s.compile(&job{design: d, load: s.Options.Load, scale: s.Options.Scale})
	if problems.HasErrors() {
		return Unfit{Problems: problems}
	}
	result.Trace, err = sim.TraceRequest(ctx, program, result, sim.TraceOptions{
		Flow: flow, Percentile: t.percentile, Quantile: t.quantile, Failed: t.failed, From: t.from, To: t.to,
	})
	return err
}

// quantileOf reads "p99" as 0.99, "p999" and "p99.9" as 0.999, "max" as 1, as
// the one that failed.
func quantileOf(text string) (float64, error) {
	if text == "max" || text == FailedOne {
		return 1, nil
	}
	digits, ok := strings.CutPrefix(text, "p")
	if len(digits) > 2 && digits[0] == '9' && !strings.Contains(digits, ".") {
		digits = digits[:2] + "." + digits[2:]
	}
	percent, err := strconv.ParseFloat(digits, 64)
	if !ok || err != nil || !(percent > 0 && percent < 100) {
		return 0, fmt.Errorf("%q is no percentile; write p50, p99, p99.9, max or failed", text)
	}
	return percent / 100, nil
}

// foremost is the flow that a limit on latency names first, else the one that
// is asked for most.
func foremost(d *model.Design, r *sim.Result) string {
	for _, q := range requirementsOf(d) {
		if q.limitsLatency() && r.Flows[bare(q.Target)] != nil {
			return bare(q.Target)
		}
	}
	names := slices.Clone(d.Flows.Names())
	slices.SortStableFunc(names, func(a, b string) int {
		return cmp.Compare(r.Flows[b].Counts.Offered, r.Flows[a].Counts.Offered)
	})
	if len(names) == 0 {
		return ""
	}
	return names[0]
}
