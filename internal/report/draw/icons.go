package draw

import "fmt"

// Family is what kind of thing a kind is; it gives its icon a colour.
type Family uint8

// The families.
const (
	Unknown  Family = iota // of no kind we know
	People                 // who calls, and the programs in their hands
	Edges                  // what stands between the callers and the work
	Workers                // what works
	Keepers                // what keeps data
	Messages               // what hands messages over
	Platform               // what the rest leans on
	Others                 // what somebody else runs
)

func (f Family) String() string {
	return [...]string{"", "people and their programs", "edge", "compute", "data", "messages", "platform", "services of others"}[f]
}

// class is the colour of a family in style sheets.
func (f Family) class() string {
	return [...]string{"muted", "ink", "s3", "s1", "s2", "s4", "s6", "muted"}[f]
}

// icon is a line drawing in a square of 20 by 20.
type icon struct {
	family Family
	path   string
}

// HasIcon tells whether a kind has a sign of its own.
func HasIcon(kind string) bool {
	_, ok := icons[kind]
	return ok
}

// family is the family of a kind.
func family(kind string) Family { return icons[kind].family }

// closedBoundary is the sign of a boundary whose parts are not shown.
const closedBoundary = "closed boundary"

// icons are line drawings in a square of 20 by 20, one a kind of component and
// a few for who calls from outside. They are stroked, never filled.
var icons = map[string]icon{
	closedBoundary: {Unknown, "M3 6V3h3M14 3h3v3M17 14v3h-3M6 17H3v-3M7 7h6v6H7z"},
	// who calls
	"human":      {People, "M10 3a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4M3.5 17c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6"},
	"program":    {People, "M3 4h14v12H3zM6 8l2.5 2L6 12M10.5 12.5h3.5"},
	"client":     {People, "M3 4h14v9H3zM7 17h6M10 13v4"},
	"web-app":    {People, "M3 4h14v12H3zM3 7.5h14M5.5 5.8h.1M7.5 5.8h.1"},
	"mobile-app": {People, "M6.5 2.5h7a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1zM9 15h2"},
	"partner":    {Others, "M2.5 17V7l7-4v14M9.5 8.5l8 3V17h-15M5 9v.1M5 12v.1M13 13.5v.1"},
	// the edge
	"dns":           {Edges, "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15M2.5 10h15M10 2.5c-5 5-5 10 0 15M10 2.5c5 5 5 10 0 15"},
	"cdn":           {Edges, "M10 8a2 2 0 1 0 0 4a2 2 0 1 0 0-4M10 8V4M10 12v4M8.3 11l-3.4 2M11.7 11l3.4 2M8.3 9L4.9 7M11.7 9l3.4-2M10 2.5v1M10 16.5v1M4 6.5l.5.3M16 6.5l-.5.3M4 13.5l.5-.3M16 13.5l-.5-.3"},
	"load-balancer": {Edges, "M10 2.5v4M10 6.5L4 13M10 6.5v6.5M10 6.5l6 6.5M2.5 13h3v4h-3zM8.5 13h3v4h-3zM14.5 13h3v4h-3z"},
	"gateway":       {Edges, "M3 17V7a7 5 0 0 1 14 0v10M7 17V9.5a3 2.5 0 0 1 6 0V17M2 17h16"},
	"websocket":     {Edges, "M4 7h11l-3-3M16 13H5l3 3"},
	// what works
	"service":   {Workers, "M10 2.5l6.5 3.75v7.5L10 17.5l-6.5-3.75v-7.5zM3.5 6.25L10 10l6.5-3.75M10 10v7.5"},
	"function":  {Workers, "M4 17l5.5-10M6 3h2.5L15 17h1.5"},
	"worker":    {Workers, "M10 7a3 3 0 1 0 0 6a3 3 0 1 0 0-6M10 2.5V5M10 15v2.5M2.5 10H5M15 10h2.5M4.7 4.7l1.8 1.8M13.5 13.5l1.8 1.8M15.3 4.7l-1.8 1.8M6.5 13.5l-1.8 1.8"},
	"scheduler": {Workers, "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15M10 5.5V10l3 2"},
	// what keeps
	"cache":        {Keepers, "M11 2.5L4.5 11H9l-1 6.5L15 9h-4.5z"},
	"sql":          {Keepers, "M3.5 5c0-3.3 13-3.3 13 0s-13 3.3-13 0M3.5 5v10c0 3.3 13 3.3 13 0V5M3.5 10c0 3.3 13 3.3 13 0"},
	"document":     {Keepers, "M5 2.5h6.5l4 4v11H5zM11.5 2.5v4h4M7.5 10.5h5M7.5 13.5h5"},
	"key-value":    {Keepers, "M6.5 6.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M10 10h7.5v3M14 10v2.5"},
	"wide-column":  {Keepers, "M3 3.5h14v13H3zM3 7.5h14M7 3.5v13M11.5 3.5v13"},
	"graph":        {Keepers, "M5 3a2 2 0 1 0 0 4a2 2 0 1 0 0-4M15 5a2 2 0 1 0 0 4a2 2 0 1 0 0-4M9 13a2 2 0 1 0 0 4a2 2 0 1 0 0-4M7 5.4l6 1.2M5.8 6.9l2.4 6.2M13.8 8.6L10.2 13.3"},
	"time-series":  {Keepers, "M3 3v14h14M5.5 13l3-4 3 2.5L16 5"},
	"search":       {Keepers, "M8.5 3a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M12.6 12.6L17 17"},
	"object-store": {Keepers, "M3 5.5h14L15 17H5zM3 5.5c0-4 14-4 14 0M8 10h4"},
	"warehouse":    {Keepers, "M2.5 17V7.5L10 3l7.5 4.5V17zM6 17v-6h8v6M6 14h8"},
	"queue":        {Messages, "M2.5 6.5h4v7h-4zM8 6.5h4v7H8zM13.5 6.5h4v7h-4z"},
	"stream":       {Messages, "M2.5 6c2.5-2.5 5 2.5 7.5 0s5 2.5 7.5 0M2.5 10.5c2.5-2.5 5 2.5 7.5 0s5 2.5 7.5 0M2.5 15c2.5-2.5 5 2.5 7.5 0s5 2.5 7.5 0"},
	// what keeps the rest running
	"lock":        {Platform, "M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9M10 12v2"},
	"identity":    {Platform, "M3 4h14v12H3zM7.5 7a1.7 1.7 0 1 0 0 3.4a1.7 1.7 0 1 0 0-3.4M5 13.5c0-1.7 5-1.7 5 0M12 8.5h3M12 11.5h3"},
	"secrets":     {Platform, "M10 2.5l6.5 2.5v5c0 4-3 6.3-6.5 7.5C6.5 16.3 3.5 14 3.5 10V5zM10 8v.1M10 8.5v3.5"},
	"monitoring":  {Platform, "M2.5 10H6l2-5 4 10 2-5h3.5"},
	"network":     {Edges, "M3 14h14M3 14a1.5 1.5 0 1 0 0 .1M5.5 6h9M10 6v8M14.5 4v4M5.5 4v4"},
	"desk":        {Workers, "M10 3a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M5 13c0-5 10-5 10 0M2.5 13h15M4 13v4.5M16 13v4.5"},
	"third-party": {Others, "M8 4H3.5v12.5H16V12M11 3h6v6M17 3l-8 8"},
}

// tile draws the sign of a kind in its colour, with the top left corner at x, y;
// an unknown kind has none.
func (c *canvas) tile(kind string, x, y int) {
	sign, ok := icons[kind]
	if !ok {
		return
	}
	class := sign.family.class()
	radius := 8
	if sign.family == People {
		radius = tileSize / 2
	}
	c.rect(x, y, tileSize, tileSize, radius, "tile k-"+class)
	const inset = (tileSize - 20) / 2
	fmt.Fprintf(c, `<path transform="translate(%d %d)" class="icon l-%s" d="%s"/>`+"\n", x+inset, y+inset, class, sign.path)
}
