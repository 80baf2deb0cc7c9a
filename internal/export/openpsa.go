package export

import (
	"io"

	"github.com/loadpath/loadpath/internal/study"
)

var openPSA = &Format{
	Name:  "openpsa",
	Title: "fault tree of a flow, in the Open-PSA Model Exchange Format",
	Flow:  true,
	Write: func(w io.Writer, s *study.Study, flow string) error {
		name, err := flowOf(s, flow)
		if err != nil {
			return err
		}
		return s.Reliability.OpenPSA(w, name)
	},
}
