package catalog

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// row is one line of a table.
type row struct {
	file    string
	line    int
	columns []string // of the table
	cells   []string
}

// get returns the cell of a column.
func (r row) get(column string) string { return r.cells[slices.Index(r.columns, column)] }

// String returns the place of the row: "figures.csv:12".
func (r row) String() string { return fmt.Sprintf("%s:%d", r.file, r.line) }

// readTable reads a file with these columns and tells what is wrong with it,
// each problem with its line. The rows ascend by their first keys columns,
// which also makes them unique; with keys 0 their order is their own.
func readTable(fsys fs.FS, file string, keys int, columns ...string) (rows []row, problems []error) {
	text, err := fs.ReadFile(fsys, "data/"+file)
	if err != nil {
		return nil, []error{fmt.Errorf("read the catalogue: %w", err)}
	}
	in := csv.NewReader(strings.NewReader(string(text)))
	if header, err := in.Read(); err != nil || !slices.Equal(header, columns) {
		return nil, []error{fmt.Errorf("%s:1: the columns are %q, want %q", file, header, columns)}
	}
	var before []string
	for {
		cells, err := in.Read()
		if err == io.EOF {
			return rows, problems
		}
		if err != nil {
			problems = append(problems, tableError(file, err))
			continue
		}
		line, _ := in.FieldPos(0)
		r := row{file, line, columns, cells}
		for _, cell := range cells {
			if cell != strings.TrimSpace(cell) {
				problems = append(problems, fmt.Errorf("%s: blanks around %q", r, cell))
			}
		}
		if keys > 0 && slices.Compare(before, cells[:keys]) >= 0 {
			problems = append(problems, fmt.Errorf("%s: %q does not come after %q; rows are sorted and unique", r, cells[:keys], before))
		}
		before = cells[:keys]
		rows = append(rows, r)
	}
}

// tableError puts the file before the line that encoding/csv names.
func tableError(file string, err error) error {
	if at := (*csv.ParseError)(nil); errors.As(err, &at) {
		return fmt.Errorf("%s:%d: %w", file, at.Line, at.Err)
	}
	return fmt.Errorf("%s: %w", file, err)
}
