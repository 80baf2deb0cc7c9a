package export

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/loadpath/loadpath/internal/report/safe"
	"github.com/loadpath/loadpath/internal/study"
)

// estimates writes every closed-form number as a row (RFC 4180), with the
// columns of `estimate --format json`, in the same units: seconds, bytes, rates
// per second, ratios from 0 to 1, money per month.
var estimates = &Format{
	Name:  "csv",
	Title: "every estimate as a row, for spreadsheets",
	Write: func(w io.Writer, s *study.Study, _ Ask) ([]string, error) {
		table := csv.NewWriter(w)
		rows := [][]string{{"id", "value", "low", "high", "unit", "formula", "inputs", "source", "why"}}
		for i := range s.Sheet.Quantities() {
			row, err := csvRow(s.Sheet.Quantities()[i])
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
		return nil, table.WriteAll(rows)
	},
}

// csvRow goes through JSON, so that the two cannot tell different numbers.
// Where there is no number the cells are empty and the last one says why.
func csvRow(quantity json.Marshaler) ([]string, error) {
	text, err := quantity.MarshalJSON()
	if err != nil {
		return nil, fmt.Errorf("write an estimate: %w", err)
	}
	var q struct {
		ID, Unit, Formula, Source, Why string
		Value, Low, High               json.Number
		Inputs                         []string
	}
	if err := json.Unmarshal(text, &q); err != nil {
		return nil, fmt.Errorf("write an estimate: %w", err)
	}
	return []string{
		csvText(q.ID), q.Value.String(), q.Low.String(), q.High.String(), csvText(q.Unit),
		csvText(q.Formula), csvText(strings.Join(q.Inputs, " ")), csvText(q.Source), csvText(q.Why),
	}, nil
}

// csvText keeps a spreadsheet from computing a text: one that begins like a
// formula gets an apostrophe in front (OWASP, CSV injection).
func csvText(s string) string {
	s = safe.Line(s)
	if s != "" && strings.ContainsRune("=+-@", rune(strings.TrimSpace(s + "x")[0])) {
		return "'" + s
	}
	return s
}
