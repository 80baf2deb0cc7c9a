package model

// Within tells whether a boundary is another one or stands inside it.
func (d *Design) Within(boundary, other string) bool {
	for _, b := range d.enclosing(boundary) {
		if b.Name == other {
			return true
		}
	}
	return false
}
