package export

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/loadpath/loadpath/internal/study"
)

// toxiproxy writes a failure as a shell script for the command line of
// Toxiproxy 2 (github.com/Shopify/toxiproxy). Each call that the failure hits
// goes through a proxy of its own, and the script breaks the proxies.
var toxiproxy = &Format{
	Name:  "toxiproxy",
	Title: "a failure as a shell script for Toxiproxy",
	Lacks: "faults that are not of calls (processor, disk, clock), single replicas, gradual onsets",
	About: OneFailure,
	Write: func(w io.Writer, s *study.Study, ask Ask) ([]string, error) {
		f, err := failureOf(s, ask.Failure)
		if err != nil {
			return nil, err
		}
		t := &toxics{}
		for _, in := range script(s.Design, f) {
			t.add(&in)
		}
		if len(t.moves) == 0 {
			return nil, fmt.Errorf("nothing in failure %q can be done by a proxy: %s", f.Name, strings.Join(t.leftOut, "; "))
		}
		_, err = io.WriteString(w, t.script(s.Design.System, f.Name, f.Text))
		return t.leftOut, err
	},
}

// toxics are what a script does to its proxies.
type toxics struct {
	proxies []link
	moves   []move
	leftOut []string
	count   int
	lasts   bool // one of them does not end
}

// move is one command at its time.
type move struct {
	at      float64 // seconds
	command string
}

// add turns a fault into toxics on the calls that it hits.
func (t *toxics) add(in *injection) {
	if len(in.links) == 0 {
		t.leftOut = append(t.leftOut, in.cannot("no call goes there"))
		return
	}
	if in.split() {
		t.leftOut = append(t.leftOut, in.cannot("components stand on both sides; a proxy sees calls, not places"))
		return
	}
	name, toxicity, attributes := "", 1.0, ""
	both := false
	switch in.Verb {
	case "crash":
		if in.part != "" && in.Share == nil {
			t.leftOut = append(t.leftOut, in.cannot("a proxy stands before all replicas; put one before %s", in.part))
			return
		}
		name = "down"
	case "pause", "hang":
		name, attributes = "timeout", "-a timeout=0"
	case "cut":
		name, attributes, both = "timeout", "-a timeout=0", true
	case "loss":
		name, attributes, toxicity, both = "timeout", "-a timeout=0", in.Rate.Value, in.OneWay == nil || !*in.OneWay
	case "delay":
		name, attributes, both = "latency", fmt.Sprintf("-a latency=%d", int64(math.Round(in.By.Value*1000))), in.OneWay == nil || !*in.OneWay
	case "bandwidth":
		name, attributes, both = "bandwidth", fmt.Sprintf("-a rate=%d", max(1, int64(in.To.Value/1000))), true
	case "errors":
		name, attributes, toxicity = "reset_peer", "-a timeout=0", in.Rate.Value
	case "drop":
		name, attributes = "reset_peer", "-a timeout=0"
	default:
		t.leftOut = append(t.leftOut, in.cannot("a proxy cannot do it"))
		return
	}
	if in.Ramp != nil {
		t.leftOut = append(t.leftOut, in.cannot("it begins at once, without the ramp"))
	}
	if in.Share != nil {
		toxicity *= in.Share.Value
		if name == "down" {
			name, attributes = "reset_peer", "-a timeout=0" // refuse that share of connections
		}
	}
	for _, l := range in.links {
		if !slices.Contains(t.proxies, l) {
			t.proxies = append(t.proxies, l)
		}
		if name == "down" {
			t.during(in, "toggle "+l.String(), "toggle "+l.String())
			continue
		}
		streams := []string{"--upstream"}
		if both {
			streams = append(streams, "--downstream")
		}
		for _, stream := range streams {
			t.count++
			toxic := fmt.Sprintf("%s-%d", in.Verb, t.count)
			add := fmt.Sprintf("toxic add -t %s -n %s --tox %g %s %s %s", name, toxic, toxicity, attributes, stream, l)
			t.during(in, strings.Join(strings.Fields(add), " "), fmt.Sprintf("toxic remove -n %s %s", toxic, l))
		}
	}
}

func (t *toxics) during(in *injection, start, end string) {
	t.moves = append(t.moves, move{in.at, start})
	if in.until == 0 {
		t.lasts = true
		return
	}
	t.moves = append(t.moves, move{in.until, end})
}

func (t *toxics) script(system, name, text string) string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n")
	fmt.Fprintf(&b, "# Failure %q of %s, for Toxiproxy 2.\n", name, system)
	if text != "" {
		fmt.Fprintf(&b, "# %s\n", oneLineOf(text))
	}
	b.WriteString("# Let each caller go through its proxy, and say where the callees are:\n")
	for i, l := range t.proxies {
		fmt.Fprintf(&b, "#   %s -> %s: 127.0.0.1:%d\n", l.caller, l.callee, firstPort+i)
	}
	b.WriteString("set -eu\ncli() { toxiproxy-cli -h \"${TOXIPROXY:-http://localhost:8474}\" \"$@\"; }\nclean() {\n")
	for _, l := range t.proxies {
		fmt.Fprintf(&b, "  cli delete %s || true\n", l)
	}
	b.WriteString("}\ntrap clean EXIT\ntrap 'exit 130' INT TERM\n\n")
	for i, l := range t.proxies {
		fmt.Fprintf(&b, "cli create -l 127.0.0.1:%d -u \"${%s:?host:port of %s}\" %s\n", firstPort+i, variable(l.callee), l.callee, l)
	}
	slices.SortStableFunc(t.moves, func(a, b move) int { return cmp.Compare(a.at, b.at) })
	now := 0.0
	for _, m := range t.moves {
		if m.at > now {
			fmt.Fprintf(&b, "\nsleep %g\n", m.at-now)
			now = m.at
		}
		fmt.Fprintf(&b, "cli %s\n", m.command)
	}
	if t.lasts {
		b.WriteString("\nprintf 'it lasts; press Enter to end it '\nread -r _\n")
	}
	return b.String()
}

// firstPort is where the proxies listen, one after the other.
const firstPort = 20001

// variable is the name of a shell variable for a component.
func variable(component string) string {
	return strings.ToUpper(strings.ReplaceAll(component, "-", "_"))
}
