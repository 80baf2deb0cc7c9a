package report

import (
	"regexp"
	"strings"

	"github.com/loadpath/loadpath/internal/report/block"
)

// term is a word of a design document and what it means there.
type term struct {
	word    string
	means   string
	spelled string // a pattern by which its use is found; "" is the word itself, also in the plural
}

// glossary are the words that a reader may not share with us, in the order of
// the alphabet.
var glossary = []term{
	{"95% interval", "The range, written [low, high] or ± as a share, in which a number lies with 95% certainty. Of a closed form it comes from inputs that are not sure, of a simulation from chance.", `\[[0-9.,]+k?, [0-9]|±`},
	{"absorbed, degraded, self-heals, down, metastable, data-loss", "How a design came through a failure: nothing to be seen; worse, but within its requirements; broken and well again by itself; broken as long as the fault lasts; broken though the fault is over; acknowledged writes are gone.", `absorbed|degraded|self-heals|metastable|data-loss`},
	{"availability", "The share of time in which a flow can be served. In a simulated run, good answers over requests.", ""},
	{"blast radius", "How much stops, or how many are hit, when one thing fails.", ""},
	{"breaker", "A circuit breaker: after too many errors a caller stops calling for a while, and then probes.", ""},
	{"bulkhead", "The most calls that a caller has in progress to one callee, so that a slow one does not take all of it.", ""},
	{"burn rate", "How many times faster than allowed an error budget is used.", `burn.rate`},
	{"closed form", "The witness that computes with formulas and knows neither time nor chance.", ""},
	{"cut set", "A least set of faults that together take a flow down.", ""},
	{"dead letter", "A message that could not be processed after all its deliveries, and is kept for people to look at.", ""},
	{"error budget", "What a target of availability allows to fail in its window: (1 - target) x window.", ""},
	{"failover", "Another replica takes over the part of one that is lost.", ""},
	{"headroom", "How many times the present load a part can carry.", ""},
	{"hit ratio", "The share of reads that a cache answers.", ""},
	{"idempotent", "Doing it twice is the same as doing it once.", `idempoten`},
	{"margin", "What is left of a limit, as a share of it; negative when it is broken.", ""},
	{"met, broken, unsure, unknown", "Verdicts: the whole interval keeps the limit; the whole interval breaks it; the limit lies within the interval; nobody can tell.", `\bmet\b|broken|unsure|unknown`},
	{"one witness", "A number that only one of the two witnesses can give, so that nothing contradicts or confirms it.", ""},
	{"p50, p95, p99", "Percentiles: the latency that 50, 95 or 99 of 100 answers do not exceed.", `\bp\d\d`},
	{"peak", "The load at the busiest time; the mean times the peak factor of the actor or the flow.", ""},
	{"RPO", "Recovery point objective: how much time's worth of acknowledged writes may be lost.", `(?i)\brpo\b`},
	{"RTO", "Recovery time objective: how long it may take until data is served again.", `(?i)\brto\b`},
	{"saturates", "Is full: more load only makes its queue longer.", `saturat|Breaks first`},
	{"simulated", "By the witness that sends requests through the design one by one and knows no formulas.", ""},
	{"single point of failure", "A part whose loss alone stops a flow.", ""},
	{"SLO", "Service level objective: a target with a window over which it is judged.", `(?i)\bSLOs?\b|objective`},
	{"throughput", "The rate that a flow carries while its limits on latency and errors hold.", ""},
	{"utilisation", "The share of cores, or of slots where cores have no limit, that is in use.", `utili[sz]ation|busy`},
	{"waived", "A finding that somebody accepted, with a reason and until a day.", `accepted finding`},
}

// words writes the terms that the document uses. Text is all of it.
func (p *paper) words(text string) {
	var list block.Definitions
	for _, t := range glossary {
		pattern := t.spelled
		if pattern == "" {
			pattern = `(?i)\b` + regexp.QuoteMeta(t.word) + `s?\b`
		}
		if regexp.MustCompile(pattern).MatchString(text) {
			list.Items = append(list.Items, block.Definition{Term: block.Plain(t.word), Text: block.Plain(t.means)})
		}
	}
	if len(list.Items) > 0 {
		p.para(block.Plain("What is written ").Mono("like this").Plain(" has that name in the design file."))
		p.add(list)
	}
}

// wordsOf are the words of blocks as Markdown.
func wordsOf(parts ...[]block.Block) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString(block.Markdown(part, ""))
	}
	return b.String()
}
