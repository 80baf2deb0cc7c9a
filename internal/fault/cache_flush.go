package fault

import (
	"github.com/loadpath/loadpath/internal/catalog"
)

var cacheFlush = &Fault{
	Code:    "cache-flush",
	Title:   "A cache is emptied",
	Family:  Data,
	Hits:    "a cache",
	Story:   "Somebody flushes it, a key format changes with a release, a wrong value is deleted by everyone who reads it.",
	Shows:   "The store behind gets every request. What was a hit of a millisecond is a query, and as long as the store is overloaded nothing fills the cache again.",
	Helps:   "Coalesced misses, a limit on calls to the store, serving old entries, formats that change key by key.",
	Source:  "Facebook engineering, note of 2010-09-24",
	PerYear: 1,
	Targets: components(classed(catalog.Cache)),
	write:   emptied,
}

// emptied flushes the contents of a cache. One with a fixed hit ratio has none;
// it misses everything for a minute.
func emptied(in *Injection) []string {
	if c := in.Design.Components.Get(in.Target.at); c.Hit == nil {
		return just("flush", "")(in)
	}
	in.For = refilled
	return []string{in.change("components", in.Target.at, "{hit: 0%}")}
}

// refilled is how long a cache of which only the hit ratio is known is empty, in
// seconds.
const refilled = 60
