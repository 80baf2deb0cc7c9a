package model

// The struct tags that define the language:
//
//	key:"ttl"            the key in the file
//	key:"="              the short form: a scalar stands where the mapping would
//	key:"[]"             the list form: a sequence stands where the mapping would
//	key:"*"              every other key (a Map)
//	doc:"..."            what the key means; for the schema, hovers and the reference
//	unit:"time,law"      a quantity: its dimension, then what else may stand there:
//	                     law, exp (a bare time is the mean of an exponential law),
//	                     unlimited, interval is always allowed, zero (0 may stand)
//	enum:"a|b|c"         one of these words
//	ref:"component|flow" a reference to one of these kinds of thing (see refKinds)
//	form:"name|path|date|route|keys|balance|..." a string that is parsed further
//	one:"true"           a list that may be written as a single item
//	on:"cache|queue"     classes or kinds of component for which the key means something
//	default:"..."        what holds when the key is absent
//
// A field without a key tag is not part of the language; an embedded struct
// without one lends its keys to the struct around it.
