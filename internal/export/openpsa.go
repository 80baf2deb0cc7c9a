package export

import (
	"io"

	"github.com/loadpath/loadpath/internal/study"
)

var openPSA = &Format{
	Name:  "openpsa",
	Title: "fault tree of a flow, in the Open-PSA Model Exchange Format",
	Lacks: "how long a repair takes; an event has the probability that it is down",
	About: OneFlow,
	Write: func(w io.Writer, s *study.Study, ask Ask) ([]string, error) {
		name, err := flowOf(s, ask.Flow)
		if err != nil {
			return nil, err
		}
		return nil, s.Reliability.OpenPSA(w, name)
	},
}
