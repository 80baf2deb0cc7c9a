package fault

import (
	"strconv"

	"github.com/loadpath/loadpath/internal/model"
	"github.com/loadpath/loadpath/internal/unit"
)

// Injection is one fault that is being written down.
type Injection struct {
	Params
	Design *model.Design
	Target Target
}

// say writes one verb with its target, the options that are given, and when.
func (in *Injection) say(verb, target string, options ...string) string {
	text := "{" + verb + ": " + target
	for _, o := range options {
		text += ", " + o
	}
	if in.Share > 0 {
		text += ", share: " + percent(in.Share)
	}
	text += ", at: " + seconds(in.At)
	if in.For > 0 {
		text += ", for: " + seconds(in.For)
	}
	if in.Ramp > 0 {
		text += ", ramp: " + seconds(in.Ramp)
	}
	return text + "}"
}

// just writes one verb of the usual kind: the target and how much.
func just(verb, option string) func(in *Injection) []string {
	return func(in *Injection) []string {
		if option == "" {
			return []string{in.say(verb, in.Target.at)}
		}
		return []string{in.say(verb, in.Target.at, option+": "+in.size(verb))}
	}
}

// size writes how much, in the unit that the verb takes.
func (in *Injection) size(verb string) string {
	switch verb {
	case "slow", "surge":
		return number(in.Size) + "x"
	case "delay", "lag", "skew":
		return seconds(in.Size)
	}
	return percent(in.Size)
}

// change writes an operator's action on one part of the design: section and
// name of the part, and a patch of it.
func (in *Injection) change(section, name, patch string) string {
	return in.say("set", "{"+section+": {"+name+": "+patch+"}}")
}

// later returns the same injection so many seconds later, for another length.
func (in *Injection) later(by, length float64) *Injection {
	out := *in
	out.At, out.For, out.Share, out.Ramp = in.At+by, length, 0, 0
	return &out
}

func percent(ratio float64) string { return number(100*ratio) + "%" }

func seconds(t float64) string {
	if t > 0 && t < 1 {
		return number(1000*t) + "ms"
	}
	return number(t) + "s"
}

// number writes a number with six digits, which is as fine as anyone tunes.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'g', 6, 64)
	if rounded, err := strconv.ParseFloat(text, 64); err == nil {
		return strconv.FormatFloat(rounded, 'f', -1, 64)
	}
	return text
}

// Write shows a size as a person reads it: "10x", "20%", "100 ms".
func (s *Size) Write(v float64) string { return unit.Format(v, s.Kind) }
