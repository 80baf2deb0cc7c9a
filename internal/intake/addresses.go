package intake

import (
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// address is a host that a setting names.
type address struct{ scheme, host, port string }

// addressesIn finds the hosts that a setting names: postgres://user:pw@db:5432/x,
// kafka-1:9092,kafka-2:9092, or db alone where the key says that a host stands
// there.
func addressesIn(v variable) []address {
	var list []address
	for _, word := range strings.FieldsFunc(v.value, func(r rune) bool { return strings.ContainsRune(",; \t\n\"'|", r) }) {
		key := v.key
		if name, value, ok := strings.Cut(word, "="); ok && !strings.Contains(name, "://") {
			key, word = name, value // host=db, --api=http://api
		}
		a, ok := addressOf(word)
		if !ok || a.scheme == "" && a.port == "" && !addressed(key) {
			continue
		}
		if !slices.Contains(list, a) {
			list = append(list, a)
		}
	}
	return list
}

// addressOf reads one word.
func addressOf(word string) (address, bool) {
	a := address{}
	if at := strings.LastIndex(word, "://"); at >= 0 {
		a.scheme = strings.ToLower(word[:at])
		word = word[at+3:]
	}
	if at := strings.IndexAny(word, "/?#"); at >= 0 {
		if word = word[:at]; a.scheme == "" && !strings.Contains(word, ":") {
			return a, false // a path
		}
	}
	word = word[strings.LastIndexByte(word, '@')+1:]
	if strings.HasPrefix(word, "tcp(") { // Go's MySQL driver
		word = strings.TrimSuffix(strings.TrimPrefix(word, "tcp("), ")")
	}
	if host, port, ok := strings.Cut(word, ":"); ok {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return a, false
		}
		word, a.port = host, port
	}
	a.host = strings.ToLower(strings.TrimSuffix(word, "."))
	return a, hostName.MatchString(a.host)
}

var hostName = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$`)

// elsewhere tells whether an address is a machine on the internet rather than
// one that the files should know.
func (a address) elsewhere() bool {
	dot := strings.LastIndexByte(a.host, '.')
	if a.scheme == "" && a.port == "" || dot < 0 || net.ParseIP(a.host) != nil {
		return false
	}
	top := a.host[dot+1:]
	return len(top) >= 2 && strings.Trim(top, "abcdefghijklmnopqrstuvwxyz") == "" &&
		!slices.Contains([]string{"local", "localhost", "localdomain", "internal", "svc", "test", "example", "invalid", "lan", "home"}, top)
}

// addressed tells whether the value of a key is an address.
func addressed(key string) bool {
	return slices.ContainsFunc(wordsOf(spelledOut(key)), func(w string) bool {
		return slices.Contains([]string{"url", "uri", "host", "hosts", "hostname", "addr", "address", "addresses", "endpoint", "endpoints", "server", "servers", "broker", "brokers", "dsn", "nodes", "upstream"}, w)
	})
}

// ownAddress tells whether the value of a key is where the program itself is
// reached, or who may call it, and so nobody that it calls.
func ownAddress(key string) bool {
	return slices.ContainsFunc(wordsOf(spelledOut(key)), func(w string) bool {
		return slices.Contains([]string{"public", "external", "self", "callback", "redirect", "origin", "origins", "cors", "allowed", "advertised", "listen", "listeners", "bind", "base", "site", "root", "domain", "vhost", "trusted", "virtual", "frontend", "app", "csrf", "audience"}, w)
	})
}

// spelledOut puts dashes where the words of a key end: DATABASE_URL, redis.host.
func spelledOut(key string) string {
	return strings.NewReplacer("_", "-", ".", "-").Replace(strings.ToLower(key))
}

// unset is the name of a variable in a text that has no value here: ${DB_URL}.
func unset(value string) string {
	m := variables.FindStringSubmatch(value)
	if m == nil {
		return ""
	}
	return m[1]
}

var variables = regexp.MustCompile(`\$[{(]?([A-Za-z_][A-Za-z0-9_]*)`)
